using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Xunit.Abstractions;

namespace FoodDelivery.EndToEnd.Tests.Attack;

/// <summary>
/// Thousands of requests that the documents allow, each with something done to it: never a 5xx, and every refusal is a problem with a code.
/// The seed is printed; FD_ATTACK_SEED repeats it, FD_ATTACK_REQUESTS says how many. Each finding comes with a line that sends it again.
/// </summary>
[Collection(nameof(Stack))]
public sealed class Fuzzing(Stack stack, ITestOutputHelper output)
{
    private const int AtOnce = 6;
    private const int ShownFindings = 20;

    // Whoever logs out everywhere is nobody in all that follows, and ops are asked for the whole run.
    private static readonly List<Operation> Operations = [.. OpenApiDocuments.All.Where(operation => operation.Id != "endAllMySessions")];

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("FD_ATTACK_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();
    private static readonly int Requests = int.TryParse(Environment.GetEnvironmentVariable("FD_ATTACK_REQUESTS"), CultureInfo.InvariantCulture, out var count) ? count : 4000;

    [Fact]
    public async Task No_request_breaks_a_service()
    {
        output.WriteLine($"FD_ATTACK_SEED={Seed} FD_ATTACK_REQUESTS={Requests}");
        var people = await PeopleAsync();
        var (findings, statuses) = (new List<string>(), new SortedDictionary<int, int>());
        var made = new List<string>();
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, ct) =>
        {
            // Each by itself, so that one can be sent again without those before it.
            var random = new Random(HashCode(Seed, number));
            var operation = Operations[number % Operations.Count];
            var caller = operation.Roles.Count == 0 ? "" : operation.Roles[random.Next(operation.Roles.Count)];
            var request = new Mutations(random, name => people.IdOf(operation, name)).Next(operation);
            people.Spare(request);
            var (status, objection, location) = await SendAsync(request, people.TokenOf(caller), ct);
            lock (findings)
            {
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
                if (operation.Id == "createRestaurant" && location is not null) made.Add(location);
                if (objection is not null) findings.Add($"#{number} {operation.Id} ({string.Join("; ", request.Mutations)}): {objection}\n  {request.ToCurl(stack.Gateway, caller)}");
            }
        });
        await people.LeaveAsync(made);
        output.WriteLine(string.Join(", ", statuses.Select(each => $"{each.Value} × {each.Key}")));
        Assert.True(findings.Count == 0, $"{findings.Count} findings with FD_ATTACK_SEED={Seed} FD_ATTACK_REQUESTS={Requests}\n{string.Join('\n', findings.Take(ShownFindings))}");
        // A fuzz that is refused at the door finds nothing.
        Assert.True(statuses.Where(each => each.Key < 300).Sum(each => each.Value) > Requests / 20, "Hardly any request was taken.");
    }

    // A machine with too much to do says so, and is asked again; what is broken stays so.
    private async Task<(int Status, string? Objection, string? Location)> SendAsync(RawRequest request, string? token, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await SendOnceAsync(request, token, ct);
            if (answer.Status is not (503 or 504) || attempt == 3) return answer;
            await Task.Delay(TimeSpan.FromSeconds(attempt), ct);
        }
    }

    private async Task<(int Status, string? Objection, string? Location)> SendOnceAsync(RawRequest request, string? token, CancellationToken ct)
    {
        using var message = request.ToMessage(stack.Gateway);
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = (int)response.StatusCode;
            if (status < 400) return (status, null, response.Headers.Location?.ToString());
            var text = await response.Content.ReadAsStringAsync(ct);
            var shown = text[..Math.Min(text.Length, 300)];
            if (status >= 500) return (status, $"{status} {shown}", null);
            if (request.Method == "HEAD") return (status, null, null);
            if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return (status, $"{status} as {response.Content.Headers.ContentType}: {shown}", null);
            return (status, JsonNode.Parse(text)?["code"]?.GetValue<string>() is { Length: > 0 } ? null : $"{status} without a code: {shown}", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TaskCanceledException)
        {
            return (0, $"no answer: {e.Message}", null);
        }
    }

    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1 }) { Timeout = TimeSpan.FromSeconds(30) };

    // The same in every process, which HashCode.Combine is not.
    private static int HashCode(int seed, int number) => unchecked((seed * 31) ^ (number * (int)2654435761));

    private async Task<Attackers> PeopleAsync()
    {
        var ops = await Person.LoginAsync(stack.Gateway, "ops@demo.test");
        return await Attackers.MakeAsync(stack.Gateway, ops);
    }

    /// <summary>People, a restaurant and things that nobody else needs.</summary>
    private sealed class Attackers
    {
        private const string Password = "a password for attackers";

        private readonly Dictionary<string, HttpClient> clients = [];
        private readonly Dictionary<string, string> ids = [];
        private string name = "";

        public static async Task<Attackers> MakeAsync(Uri gateway, HttpClient ops)
        {
            var one = new Attackers { name = $"attack-{Guid.NewGuid():N}@demo.test" };
            one.clients[Roles.Ops] = ops;
            var example = OpenApiDocuments.All.Single(operation => operation.Id == "createRestaurant").Example!.DeepClone();
            (example["name"], example["alwaysOpen"]) = ("Attacked", true);
            // Nobody lives there, so nobody's driver is asked and nobody finds it.
            example["location"] = new JsonObject { ["lat"] = -47.1, ["lng"] = -120.5 };
            var restaurant = await ops.PostJsonAsync("/api/v1/restaurants", example.ToJsonString()).ShouldBe(HttpStatusCode.Created);
            var menu = """{"categories":[{"name":"All","items":[{"name":"Soup","price":{"amount":900,"currency":"EUR"},"optionGroups":[{"name":"Size","min":0,"max":1,"options":[{"name":"Big","priceDelta":{"amount":100,"currency":"EUR"}}]}]}]}]}""";
            var stored = await ops.PutJsonAsync($"/api/v1/restaurants/{restaurant.Text("id")}/menu", menu).ShouldBe(HttpStatusCode.OK);
            var category = stored["categories"]![0]!;
            var item = category["items"]![0]!;

            one.clients[Roles.Customer] = await RegisterAsync(gateway, one.name, "customer");
            one.clients[Roles.Driver] = await RegisterAsync(gateway, $"d-{one.name}", "driver");
            // Staff are made of a customer, who then logs in again.
            var staff = await RegisterAsync(gateway, $"r-{one.name}", "customer");
            var spare = await (await RegisterAsync(gateway, $"s-{one.name}", "customer")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
            var staffId = (await staff.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Text("id");
            await ops.PutJsonAsync($"/api/v1/ops/user/users/{staffId}/restaurants", new { restaurantIds = new[] { restaurant.Text("id") } }).ShouldBe(HttpStatusCode.OK);
            one.clients[Roles.Restaurant] = await LoginAsync(gateway, $"r-{one.name}");
            var driver = (await one.clients[Roles.Driver].GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Text("id");
            await ops.PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/approve").ShouldBe(HttpStatusCode.OK);
            var address = await one.clients[Roles.Customer].PostJsonAsync("/api/v1/users/me/addresses", new { address = "Nowhere 1", lat = -47.1, lng = -120.5 }).ShouldBe(HttpStatusCode.Created);
            var method = await one.clients[Roles.Customer].PostJsonAsync("/api/v1/payment-methods", new { token = "tok_ok", label = "Visa" }).ShouldBe(HttpStatusCode.Created);

            (one.ids["restaurantId"], one.ids["categoryId"], one.ids["itemId"]) = (restaurant.Text("id"), category.Text("id"), item.Text("id"));
            (one.ids["optionId"], one.ids["addressId"], one.ids["methodId"]) = (item["optionGroups"]![0]!["options"]![0]!.Text("id"), address.Text("id"), method.Text("id"));
            (one.ids["driverId"], one.ids["userId"]) = (driver, spare.Text("id"));
            return one;
        }

        public string? TokenOf(string caller) => clients.GetValueOrDefault(caller)?.DefaultRequestHeaders.Authorization?.Parameter;

        /// <summary>What exists of ours by the name of a parameter or member.</summary>
        public string? IdOf(Operation operation, string member) => member != "id" ? ids.GetValueOrDefault(member) : operation.Path switch
        {
            var path when path.Contains("/restaurants/{id}", StringComparison.Ordinal) => ids["restaurantId"],
            var path when path.Contains("/addresses/{id}", StringComparison.Ordinal) => ids["addressId"],
            var path when path.Contains("/payment-methods/{id}", StringComparison.Ordinal) => ids["methodId"],
            var path when path.Contains("/users/{id}", StringComparison.Ordinal) || path.Contains("/accounts/{id}", StringComparison.Ordinal) => ids["userId"],
            _ => null,
        };

        /// <summary>Others must not suffer: who is guessed at is one of ours, and what is made has no name of theirs.</summary>
        public void Spare(RawRequest request)
        {
            if (request.Body is null) return;
            var text = System.Text.Encoding.Latin1.GetString(request.Body);
            foreach (var theirs in new[] { "customer@demo.test", "ops@demo.test", "ada@example.org" }) text = text.Replace(theirs, name, StringComparison.Ordinal);
            request.Body = System.Text.Encoding.Latin1.GetBytes(text.Replace("Trattoria", "Attacked", StringComparison.Ordinal));
        }

        /// <summary>Nobody meets what was made here.</summary>
        public async Task LeaveAsync(IEnumerable<string> restaurants)
        {
            var ops = clients[Roles.Ops];
            await clients[Roles.Driver].PutJsonAsync("/api/v1/drivers/me/status", new { status = "offline" });
            foreach (var path in restaurants.Append($"/api/v1/restaurants/{ids["restaurantId"]}"))
            {
                using var answer = await ops.PostJsonAsync($"{path}/pause", new { reason = "It was made for an attack." });
                // Some attack may have closed it for good, which is as well.
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{path}/pause: {answer.StatusCode}");
            }
        }

        private static async Task<HttpClient> RegisterAsync(Uri gateway, string email, string role)
        {
            using var http = new HttpClient { BaseAddress = gateway };
            await http.PostJsonAsync("/api/v1/auth/register", new { email, password = Password, displayName = "Attacker", role }).ShouldBe(HttpStatusCode.Created);
            return await LoginAsync(gateway, email);
        }

        private static async Task<HttpClient> LoginAsync(Uri gateway, string email)
        {
            var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
            var tokens = await http.PostJsonAsync("/api/v1/auth/login", new { email, password = Password }).ShouldBe(HttpStatusCode.OK);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
            return http;
        }
    }
}
