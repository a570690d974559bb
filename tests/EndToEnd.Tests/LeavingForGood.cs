using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

public sealed class LeavingForGood(Stack stack) : Scenario(stack, 45)
{
    private const string Password = "a password for leaving";

    private static readonly string[] Services = ["user", "product", "order", "payment", "delivery", "notification", "analytics"];

    [Fact]
    public async Task Who_leaves_is_forgotten_by_all_and_the_books_stay()
    {
        var email = $"leaving-{Guid.NewGuid():N}@demo.test";
        var http = await RegisteredAsync(email);
        var person = new Customer(http);
        var me = (await person.GetAsync("/api/v1/users/me")).Id();
        await http.PatchAsJsonAsync("/api/v1/users/me", new { phone = "+49 30 5557341" }).ShouldBe(HttpStatusCode.OK);
        var location = (await Customer.GetAsync($"/api/v1/restaurants/{Kitchen.RestaurantId}"))["location"]!;
        await http.PostJsonAsync("/api/v1/users/me/addresses", new { address = "Farewell Lane 12", lat = location["lat"]!.GetValue<double>(), lng = location["lng"]!.GetValue<double>() + 0.004, notes = "Bell of Quentin" }).ShouldBe(HttpStatusCode.Created);
        await http.PostJsonAsync("/api/v1/payment-methods", new { token = "tok_ok", label = "Quentins Visa" }).ShouldBe(HttpStatusCode.Created);

        var courier = await CourierAsync(26);
        var order = (await person.PlaceAsync(Kitchen.RestaurantId)).Id();
        await Kitchen.AcceptAsync(order);
        await http.PostJsonAsync($"/api/v1/orders/{order}/messages", new { text = "Gluten makes me sneeze" }, Guid.NewGuid().ToString()).ShouldBe(HttpStatusCode.Created);
        await Kitchen.StartAsync(order);
        await Kitchen.ReadyAsync(order);
        await courier.DeliverAsync(order, async () => (await person.OrderAsync(order)).Text("deliveryPin"));
        await person.OrderIsAsync(order, "delivered");
        await person.PaymentIsAsync(order, "captured");
        // Something of theirs in the cart, and a quote of it.
        await person.QuoteAsync(Kitchen.RestaurantId);
        string[] words = [email, "5557341", "Farewell Lane", "Quentin", "Gluten makes me"];
        var before = await TracesAsync(words);
        Assert.All(words, word => Assert.Contains(before, found => found.EndsWith(word, StringComparison.Ordinal)));

        var export = await person.GetAsync("/api/v1/users/me/export");
        foreach (var word in words) Assert.Contains(word, export.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(order, export["order"]!["orders"]![0]!.Id());
        Assert.NotEmpty(export["cart"]!["quotes"]!.AsArray());
        Assert.NotEmpty(export["notification"]!["told"]!.AsArray());
        Assert.NotEmpty(export["payment"]!["payments"]!.AsArray());
        Assert.NotEmpty(export["delivery"]!["received"]!.AsArray());

        await http.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/users/me") { Content = JsonContent.Create(new { password = Password }) }).ShouldBe(HttpStatusCode.Accepted);
        await http.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        await Eventually.IsTrueAsync(async () => (await http.GetAsync("/api/v1/orders")).StatusCode == HttpStatusCode.Unauthorized, "every service refuses the token");
        using var anybody = new HttpClient { BaseAddress = http.BaseAddress };
        await anybody.PostJsonAsync("/api/v1/auth/login", new { email, password = Password }).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_credentials");

        var ops = new Person(await Person.LoginAsync(http.BaseAddress!, "ops@demo.test"));
        await Eventually.IsTrueAsync(async () => (await ops.GetAsync($"/api/v1/ops/user/erasures/{me}"))["isFinished"]!.GetValue<bool>(), "all services have finished", TimeSpan.FromSeconds(30));
        var shown = await ops.GetAsync($"/api/v1/ops/user/erasures/{me}");
        Assert.Equal(8, shown["services"]!.AsArray().Count);
        Assert.Empty(await TracesAsync(words));

        // Order and books are there and add up.
        var kept = await new Person(ops.Http).GetAsync($"/api/v1/orders/{order}");
        Assert.Equal(("delivered", me), (kept.Text("status"), kept.Id("customerId")));
        var payment = (await ops.GetAsync($"/api/v1/payments?orderId={order}"))["items"]![0]!;
        Assert.Equal(kept.Amount("total"), payment.Amount("captured"));
        Assert.Equal([0L], TestEnvironment.Query<long>(Stack.Schema("payment"), "SELECT COUNT(*) FROM (SELECT txn_id FROM ledger_entries GROUP BY txn_id HAVING SUM(amount_minor) <> 0) unbalanced"));

        // The address is free, and who has it now is somebody else.
        var again = new Person(await RegisteredAsync(email));
        Assert.NotEqual(me, (await again.GetAsync("/api/v1/users/me")).Id());
        Assert.Empty((await again.GetAsync("/api/v1/orders"))["items"]!.AsArray());
    }

    private async Task<HttpClient> RegisteredAsync(string email)
    {
        var http = new HttpClient { BaseAddress = Customer.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(30) };
        await http.PostJsonAsync("/api/v1/auth/register", new { email, password = Password, displayName = "Quentin Farewell", role = "customer" }).ShouldBe(HttpStatusCode.Created);
        var tokens = await http.PostJsonAsync("/api/v1/auth/login", new { email, password = Password }).ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return http;
    }

    private static async Task<IReadOnlyList<string>> TracesAsync(string[] words)
    {
        var found = new List<string>();
        foreach (var service in Services) found.AddRange((await Traces.OfAsync(TestEnvironment.ConnectionTo(Stack.Schema(service)), words)).Select(trace => $"{service}: {trace}"));
        return found;
    }
}
