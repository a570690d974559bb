using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Xunit.Abstractions;

namespace FoodDelivery.EndToEnd.Tests.Attack;

/// <summary>
/// Every call of the documents, by everybody: nobody, each role, and for each role somebody to whom the order, its restaurant, its delivery and
/// its customer's things do not belong.
/// </summary>
public sealed class RoleMatrix(Stack stack, ITestOutputHelper output) : Scenario(stack, 40)
{
    private const string Nobody = "nobody";

    private readonly List<string> failures = [];
    private int combinations;

    [Fact]
    public async Task Nobody_does_or_sees_what_the_documents_do_not_allow()
    {
        var gateway = Customer.Http.BaseAddress!;
        var world = await World.MakeAsync(Customer, Kitchen, await CourierAsync(20));
        var callers = new List<(string Name, string? Role, bool IsStranger, HttpClient Http)>
        {
            (Nobody, null, true, new HttpClient { BaseAddress = gateway }),
            ("the customer", Roles.Customer, false, Customer.Http),
            ("the restaurant", Roles.Restaurant, false, Kitchen.Http),
            ("the driver", Roles.Driver, false, world.Courier.Http),
            ("ops", Roles.Ops, false, await Person.LoginAsync(gateway, "ops@demo.test")),
            ("another customer", Roles.Customer, true, await Person.LoginAsync(gateway, "customer041@demo.test")),
            ("another restaurant", Roles.Restaurant, true, await Person.LoginAsync(gateway, "restaurant07@demo.test")),
            ("another driver", Roles.Driver, true, await Person.LoginAsync(gateway, "driver21@demo.test")),
        };
        foreach (var operation in OpenApiDocuments.All)
        {
            foreach (var (name, role, isStranger, http) in callers) await TryAsync(operation, name, role, isStranger, http, world);
        }
        await TryThingsOfOthersInBodiesAsync(callers[5].Http, world);

        output.WriteLine($"{combinations} combinations of {OpenApiDocuments.All.Count} calls and {callers.Count} callers, {failures.Count} findings");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        // The test itself proves something only as long as what is tried is still there, as it was.
        Assert.Equal(world.State, await world.StateAsync());
    }

    private async Task TryAsync(Operation operation, string name, string? role, bool isStranger, HttpClient http, World world)
    {
        var isOpen = operation.Roles.Count == 0;
        var mayCall = isOpen || (role is not null && operation.Roles.Contains(role));
        var path = operation.PathWith(parameter => world.IdFor(operation, parameter));
        var query = string.Join('&', operation.Parameters("query").Where(parameter => parameter["required"]?.GetValue<bool>() is true).Select(parameter => $"{parameter.Text("name")}={world.ById(parameter.Text("name"))}"));
        if (isOpen && role is not null) return; // nobody's token is looked at there
        if (!mayCall)
        {
            var (expected, code) = role is null ? (401, "unauthenticated") : (403, "forbidden");
            await CheckAsync(operation, name, http, path, query, (status, answer, body) => status == expected && answer == code ? null : $"{expected} {code}");
            return;
        }
        // A parameter that does not exist is looked at after the right to call and before anything happens.
        await CheckAsync(operation, name, http, path, "surprise=1", (status, answer, _) => (status, answer) is (400, "unknown_parameter") ? null : "400 unknown_parameter");
        var isReading = operation.Method == HttpMethod.Get;
        if (!isStranger)
        {
            if (isReading) await CheckAsync(operation, name, http, path, query, (status, _, _) => status < 300 || (status is 400 or 403 or 404 && operation.Documents(status)) ? null : "an answer of the document");
            return;
        }
        if (isOpen)
        {
            if (isReading) await CheckAsync(operation, name, http, path, query, (status, _, _) => status < 300 ? null : "2xx");
            return;
        }
        // Of others: what has an address of its own is not there, and what has none is the caller's own and shows nothing of theirs.
        if (world.IsOfOthers(operation)) await CheckAsync(operation, name, http, path, query, (status, _, _) => status is 403 or 404 && operation.Documents(status) ? null : "403 or 404");
        else if (isReading) await CheckAsync(operation, name, http, path, query, (status, _, body) => status < 500 && !world.Shows(body) ? null : "nothing of others");
        foreach (var filter in operation.Parameters("query").Select(parameter => parameter.Text("name")).Where(filter => world.IsFilter(filter)))
        {
            await CheckAsync(operation, name, http, path, $"{filter}={world.ById(filter)}", (status, _, body) => status is 403 or 404 || (status == 200 && !world.Shows(body)) ? null : "nothing of others");
        }
    }

    // What is named in a body is not the caller's either.
    private async Task TryThingsOfOthersInBodiesAsync(HttpClient stranger, World world)
    {
        var quote = OpenApiDocuments.All.Single(operation => operation.Id == "quoteCart");
        var place = OpenApiDocuments.All.Single(operation => operation.Id == "placeOrder");
        await stranger.PostJsonAsync("/api/v1/cart/items?replace=true", new { restaurantId = world.RestaurantId, itemId = world.ById("itemId"), quantity = 3 });
        await CheckAsync(quote, "another customer", stranger, quote.Path, "", (status, _, _) => status == 404 ? null : "404", JsonNode.Parse($$"""{"fulfilment":"delivery","addressId":"{{world.ById("addressId")}}"}"""));
        await CheckAsync(place, "another customer", stranger, place.Path, "", (status, _, _) => status is 403 or 404 ? null : "404", JsonNode.Parse($$"""{"quoteId":"{{world.ById("quoteId")}}","paymentMethod":"tok_ok"}"""));
        await stranger.DeleteAsync("/api/v1/cart");
    }

    private async Task CheckAsync(
        Operation operation, string name, HttpClient http, string path, string query, Func<int, string?, string, string?> objection, JsonNode? body = null)
    {
        combinations++;
        using var request = new HttpRequestMessage(operation.Method, query.Length == 0 ? path : $"{path}?{query}");
        if ((body ?? operation.Example) is { } example) request.Content = new StringContent(example.ToJsonString(), Encoding.UTF8, "application/json");
        foreach (var header in operation.Parameters("header").Where(header => header["required"]?.GetValue<bool>() is true)) request.Headers.Add(header.Text("name"), Guid.NewGuid().ToString());
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var text = isStream ? "" : await response.Content.ReadAsStringAsync();
        var code = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? JsonNode.Parse(text)!["code"]?.GetValue<string>() : null;
        if (objection((int)response.StatusCode, code, text) is { } expected)
        {
            failures.Add($"{operation.Id} by {name}: {request.Method} {request.RequestUri} is {(int)response.StatusCode} {code}, expected {expected}: {text[..Math.Min(text.Length, 300)]}");
        }
    }

    /// <summary>An order on its way, and everything that belongs to it.</summary>
    private sealed class World
    {
        private readonly Dictionary<string, string> ids = [];
        private readonly Customer customer;

        private World(Customer customer, Courier courier, Guid restaurantId) => (this.customer, Courier, RestaurantId) = (customer, courier, restaurantId);

        public Courier Courier { get; }

        public Guid RestaurantId { get; }

        public string State { get; private set; } = "";

        public static async Task<World> MakeAsync(Customer customer, Kitchen kitchen, Courier courier)
        {
            var world = new World(customer, courier, kitchen.RestaurantId);
            var ids = world.ids;
            var menu = await customer.GetAsync($"/api/v1/restaurants/{kitchen.RestaurantId}/menu");
            var category = menu["categories"]!.AsArray().First(each => each!["items"]!.AsArray().Any(item => item!["optionGroups"]?.AsArray().Count > 0))!;
            var item = category["items"]!.AsArray().First(each => each!["optionGroups"]?.AsArray().Count > 0)!;
            (ids["restaurantId"], ids["categoryId"], ids["itemId"]) = (kitchen.RestaurantId.ToString(), category.Text("id"), item.Text("id"));
            ids["optionId"] = item["optionGroups"]![0]!["options"]![0]!.Text("id");
            ids["addressId"] = (await customer.GetAsync("/api/v1/users/me/addresses"))["items"]![0]!.Text("id");
            ids["methodId"] = (await customer.PostAsync("/api/v1/payment-methods", new { token = "tok_ok", label = "Visa" }, HttpStatusCode.Created)).Text("id");
            ids["customerId"] = (await customer.GetAsync("/api/v1/users/me")).Text("id");
            ids["driverId"] = (await courier.GetAsync("/api/v1/users/me")).Text("id");

            var order = (await customer.PlaceAsync(kitchen.RestaurantId)).Id();
            ids["orderId"] = order.ToString();
            await kitchen.AcceptAsync(order);
            await kitchen.StartAsync(order);
            await kitchen.ReadyAsync(order);
            var offer = await courier.OfferAsync(order);
            (ids["offerId"], ids["deliveryId"]) = (offer.Text("id"), offer.Text("deliveryId"));
            await courier.DoAsync($"/api/v1/offers/{ids["offerId"]}/accept");
            ids["paymentId"] = (await customer.PaymentAsync(order)).Text("id");
            ids["notificationId"] = (await Eventually.GetAsync(async () => (await customer.GetAsync("/api/v1/notifications"))["items"]!.AsArray().FirstOrDefault(), "a notification"))["id"]!.ToString();
            // A quote and a cart that are still open.
            ids["quoteId"] = (await customer.QuoteAsync(kitchen.RestaurantId)).Text("quoteId");
            ids["lineId"] = (await customer.GetAsync("/api/v1/cart"))["lines"]![0]!.Text("lineId");
            world.State = await world.StateAsync();
            return world;
        }

        /// <summary>What no stranger may have changed.</summary>
        public async Task<string> StateAsync()
        {
            var order = await customer.GetAsync($"/api/v1/orders/{ids["orderId"]}");
            var delivery = await customer.GetAsync($"/api/v1/deliveries/{ids["deliveryId"]}");
            var payment = await customer.GetAsync($"/api/v1/payments/{ids["paymentId"]}");
            var restaurant = await customer.GetAsync($"/api/v1/restaurants/{RestaurantId}");
            var menu = await customer.GetAsync($"/api/v1/restaurants/{RestaurantId}/menu");
            var parts = new[]
            {
                order.Text("status"), delivery.Text("status"), payment.Text("status"), restaurant["name"]!.ToString(), restaurant["openNow"]?.ToString(), menu["categories"]!.ToJsonString(),
                (await customer.GetAsync("/api/v1/cart"))["version"]!.ToString(), (await customer.GetAsync("/api/v1/users/me/addresses")).ToJsonString(),
                (await customer.GetAsync("/api/v1/payment-methods")).ToJsonString(), (await customer.GetAsync("/api/v1/users/me")).ToJsonString(),
            };
            return string.Join('\n', parts);
        }

        public string ById(string name) => ids.GetValueOrDefault(name) ?? (name == "restaurantId" ? RestaurantId.ToString() : "stub");

        public bool IsFilter(string name) => name is "orderId" or "restaurantId";

        /// <summary>Whether somebody's private things are in it.</summary>
        public bool Shows(string body) => new[] { "orderId", "deliveryId", "paymentId", "addressId", "methodId", "customerId", "quoteId", "lineId" }.Any(name => body.Contains(ids[name], StringComparison.OrdinalIgnoreCase));

        /// <summary>Whether its address names something that belongs to somebody.</summary>
        public bool IsOfOthers(Operation operation) => operation.Path.Contains('{', StringComparison.Ordinal);

        public string IdFor(Operation operation, string parameter) => parameter is "userId" ? ids["customerId"] : parameter is "inviteId" ? Guid.CreateVersion7().ToString() : parameter != "id" && parameter != "kid" ? ById(parameter) : operation.Path switch
        {
            var path when path.Contains("/sessions/", StringComparison.Ordinal) || path.Contains("/applications/", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
            var path when path.Contains("/accounts/{id}", StringComparison.Ordinal) => ids["customerId"],
            var path when path.Contains("/keys/", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
            var path when path.Contains("/dead-letters/", StringComparison.Ordinal) || path.Contains("/deadlines/", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
            var path when path.Contains("/webhooks/", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
            var path when path.Contains("/orders/", StringComparison.Ordinal) => ids["orderId"],
            var path when path.Contains("/deliveries/", StringComparison.Ordinal) => ids["deliveryId"],
            var path when path.Contains("/offers/", StringComparison.Ordinal) => ids["offerId"],
            var path when path.Contains("/payments/", StringComparison.Ordinal) => ids["paymentId"],
            var path when path.Contains("/payment-methods/", StringComparison.Ordinal) => ids["methodId"],
            var path when path.Contains("/addresses/", StringComparison.Ordinal) => ids["addressId"],
            var path when path.Contains("/push-subscriptions/", StringComparison.Ordinal) => Guid.CreateVersion7().ToString(),
            var path when path.Contains("/notifications/", StringComparison.Ordinal) => ids["notificationId"],
            var path when path.Contains("/restaurants/{id}", StringComparison.Ordinal) => ids["restaurantId"],
            var path when path.Contains("/users/{id}", StringComparison.Ordinal) => ids["customerId"],
            var path when path.Contains("/drivers/{id}", StringComparison.Ordinal) => ids["driverId"],
            _ => throw new InvalidOperationException($"Of what is the id in {operation.Path}? Say so here."),
        };
    }
}
