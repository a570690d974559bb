using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using FoodDelivery.UserService.Endpoints;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

// Some scenarios count the hashes of the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace FoodDelivery.UserService.Tests;

/// <summary>The User service in process, with the words that its tests speak.</summary>
public sealed class UserApi : ServiceApi<RegisterRequest>
{
    public UserApi() : this([]) { }

    // Not public: a fixture may have one public constructor only.
    internal UserApi(params (string Key, string Value)[] settings)
        : base("user", [
            ("ServiceClients:order", "order-secret"), ("ServiceClients:cart", "cart-secret"), ("ServiceClients:notification", "notification-secret"), ("ServiceClients:analytics", "analytics-secret"), ("Auth:KeyEncryptionKey", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="), .. settings]) { }

    public const string Password = "correct horse battery";

    private static int counter;

    public static string NewEmail() => $"person{Interlocked.Increment(ref counter)}@example.org";

    public HttpClient Ops() => ClientFor(Guid.NewGuid(), Roles.Ops);

    /// <summary>Registers somebody and returns id and e-mail address.</summary>
    public async Task<(Guid Id, string Email)> RegisterAsync(string role = "customer")
    {
        var email = NewEmail();
        var answer = await Anonymous().PostJsonAsync("/api/v1/auth/register", new { email, password = Password, displayName = "Ada Lovelace", role }).ShouldBe(HttpStatusCode.Created);
        return (answer.Id(), email);
    }

    /// <summary>The mail of somebody's newest link of a kind.</summary>
    public async Task<JsonNode> LinkMailAsync(Guid userId, string kind)
    {
        var id = await QueryAsync<Guid>("SELECT id FROM links WHERE user_id = @userId AND kind = @kind AND secret IS NOT NULL ORDER BY id DESC LIMIT 1", new { userId, kind });
        return await ClientForService("notification").GetAsync($"/internal/v1/links/{id.Single()}").ShouldBe(HttpStatusCode.OK);
    }

    public async Task<string> LinkTokenAsync(Guid userId, string kind) => (await LinkMailAsync(userId, kind)).Text("token");

    public Task<HttpResponseMessage> TryLoginAsync(string email, string password = Password) =>
        Anonymous().PostJsonAsync("/api/v1/auth/login", new { email, password });

    /// <summary>A login from an address, as the gateway hands it on.</summary>
    public async Task<HttpResponseMessage> TryLoginFromAsync(string address, string email, string password = Password, string? refreshToken = null)
    {
        using var client = Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return await client.PostJsonAsync("/api/v1/auth/login", new { email, password, refreshToken });
    }

    public Task<JsonNode> LoginAsync(string email, string password = Password) => TryLoginAsync(email, password).ShouldBe(HttpStatusCode.OK);

    public Task<HttpResponseMessage> TryRefreshAsync(string refreshToken) => Anonymous().PostJsonAsync("/api/v1/auth/refresh", new { refreshToken });

    public async Task<string> RefreshAsync(string refreshToken) => (await TryRefreshAsync(refreshToken).ShouldBe(HttpStatusCode.OK)).Text("refreshToken");

    /// <summary>Somebody new who has logged in: a client with their own token.</summary>
    public async Task<(HttpClient Client, Guid Id, string Email, JsonNode Tokens)> LoggedInAsync(string role = "customer")
    {
        var (id, email) = await RegisterAsync(role);
        var tokens = await LoginAsync(email);
        return (WithToken(tokens.Text("accessToken")), id, email, tokens);
    }

    /// <summary>Verifies a token as another service does: with nothing but the published keys.</summary>
    public async Task<JsonWebToken> VerifyAsync(string token, string audience)
    {
        var jwks = await Anonymous().GetStringAsync("/.well-known/jwks.json");
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(jwks).GetSigningKeys(),
            ValidIssuer = "fooddelivery-user-service",
            ValidAudience = audience,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = ["RS256"],
            ValidateLifetime = false,
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : throw result.Exception;
    }

    /// <summary>How many password hashes the work computes.</summary>
    public static async Task<int> CountHashesAsync(Func<Task> work)
    {
        var hashes = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "password_hashes") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref hashes, (int)count));
        listener.Start();
        await work();
        return hashes;
    }
}

/// <summary>One host for all scenarios; they run one after the other and share nothing but the schema.</summary>
[CollectionDefinition(Name)]
public sealed class UserApiCollection : ICollectionFixture<UserApi>
{
    public const string Name = "user api";
}
