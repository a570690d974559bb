using System.Diagnostics.Metrics;
using System.Net;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <summary>Registration and sessions.</summary>
internal static class AuthEndpoints
{
    private static readonly Meter Meter = new("FoodDelivery.UserService");
    private static readonly Counter<long> Repeated = Meter.CreateCounter<long>(
        "registrations_repeated", null, "Registrations of addresses that have an account.");
    private static readonly Counter<long> Reused = Meter.CreateCounter<long>(
        "refresh_tokens_reused", null, "Refresh tokens that were used after their successor: stolen, or a client that forgets.");

    private static readonly TokenResponse Tokens = new(
        "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.…", "q1dM0mL0n5nY6b0Yw0Hqf4mRk0dGm2rT8iJ3uVx9ZsE", "Bearer", 600);

    public static void MapAuth(this WebApplication app)
    {
        var auth = app.MapGroup("/api/v1/auth").WithTags("Auth");
        auth.MapPost("/register", RegisterAsync).Describe("registerUser", "Create an account",
            "Customers can order at once; drivers apply, and take deliveries once ops have approved them. "
            + "The answer does not tell whether the address had an account already: then nothing is changed, and logging in takes the "
            + "password of that account. Passwords that everybody tries first are refused.",
            new RegisterRequest(
                "ada@example.org", "correct horse battery", "Ada Lovelace", RegistrationRole.Customer, Phone: "+49 30 901820"),
            new RegisteredResponse(Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a"), "ada@example.org", "Ada Lovelace", [Roles.Customer]),
            400, 503);
        auth.MapPost("/login", LoginAsync).Describe("login", "Log in",
            "After five failures within 15 minutes a client is blocked at this e-mail address for a while (429 with Retry-After), "
            + "whether it has an account or not. After a hundred from anywhere so is everybody but those who had a session lately, "
            + "from the same network or with the refresh token that they were given. 403 account_blocked: ops have blocked the account.",
            new LoginRequest("customer@demo.test", "Demo-Passw0rd!"), Tokens, 400, 401, 403, 429, 503);
        auth.MapPost("/refresh", RefreshAsync).Describe("refreshTokens", "Get new tokens",
            "Each refresh token is good once. Using an old one again ends the session, because somebody else may have it; "
            + "only within 60 seconds, when its successor has not been used, the same successor comes again "
            + "(the first answer may have got lost). A session may refresh ten times at once, then every ten seconds (429).",
            new RefreshRequest(Tokens.RefreshToken), Tokens, 400, 401, 429);
        auth.MapPost("/logout", LogoutAsync).Describe("logout", "End the session",
            "Idempotent. Access tokens already given out are refused from then on, by every service within about a second.",
            new LogoutRequest(Tokens.RefreshToken), null, 400);
    }

    private static async Task<Created<RegisteredResponse>> RegisterAsync(
        RegisterRequest request, PasswordHashing passwords, AccountStore accounts, TimeProvider clock, ILogger<AccountStore> log,
        CancellationToken ct)
    {
        var email = Email(request.Email);
        if (PasswordRules.Objection(request.Password, email) is { } objection) throw ProblemException.Invalid("/password", objection);
        var isDriver = request.Role == RegistrationRole.Driver;
        if (!isDriver && request.Vehicle is not null) throw ProblemException.Invalid("/vehicle", "Only drivers have a vehicle.");

        var hash = await passwords.HashAsync(request.Password, ct);
        var person = new Person(
            email, request.DisplayName.Trim(), hash, [isDriver ? Roles.Driver : Roles.Customer], request.Phone, request.Vehicle,
            Locale: request.Locale ?? Locale.En);
        var account = await accounts.RegisterAsync(person, ct);
        if (account is null)
        {
            // The same answer as for a new one, with an id of nobody: who has an account here is nobody's business (docs/adr/0021).
            Repeated.Add(1);
            log.LogInformation("Somebody registered an address that has an account");
        }
        return TypedResults.Created("/api/v1/users/me", new RegisteredResponse(
            account?.Id ?? Guid.CreateVersion7(clock.GetUtcNow()), email, person.DisplayName, person.Roles));
    }

    private static async Task<Ok<TokenResponse>> LoginAsync(
        LoginRequest request, Login login, AccessTokens tokens, HttpContext http, CancellationToken ct)
    {
        var client = new LoginClient(http.ClientNetwork(), request.RefreshToken, Name: http.ClientName());
        var session = await login.OpenSessionAsync(EmailAddress.Normalise(request.Email), request.Password, client, ct)
            ?? throw new ProblemException(401, "invalid_credentials", "The e-mail address or the password is wrong.");
        return await GiveAsync(session.Account, session.SessionId, session.RefreshToken, tokens, http.Response, ct);
    }

    private static async Task<Ok<TokenResponse>> RefreshAsync(
        RefreshRequest request, SessionStore sessions, AccessTokens tokens, HttpResponse response,
        ILogger<SessionStore> log, CancellationToken ct)
    {
        var result = await sessions.RefreshAsync(request.RefreshToken, ct);
        switch (result.Outcome)
        {
            case RefreshOutcome.Reused:
                Reused.Add(1);
                log.LogWarning("An old refresh token of session {SessionId} was used again; the session is ended", result.SessionId);
                throw new ProblemException(
                    401, "refresh_token_reused", "This token was used before; the session has been ended. Log in again.");
            case RefreshOutcome.Invalid:
                throw new ProblemException(401, "invalid_refresh_token", "The session has ended; log in again.");
            case RefreshOutcome.Rotate or RefreshOutcome.Repeat:
                break;
        }
        return await GiveAsync(result.Account!, result.SessionId, result.RefreshToken!, tokens, response, ct);
    }

    private static async Task<NoContent> LogoutAsync(LogoutRequest request, SessionStore sessions, CancellationToken ct)
    {
        await sessions.EndAsync(request.RefreshToken, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<TokenResponse>> GiveAsync(
        Account account, Guid sessionId, string refreshToken, AccessTokens tokens, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        var accessToken = await tokens.ForUserAsync(account, sessionId, ct);
        return TypedResults.Ok(new TokenResponse(accessToken, refreshToken, "Bearer", (int)AccessTokens.UserLifetime.TotalSeconds));
    }

    /// <summary>The address as it is stored.</summary>
    internal static string Email(string text) =>
        EmailAddress.Normalise(text) is var email && EmailAddress.IsPlausible(email)
            ? email
            : throw ProblemException.Invalid("/email", "Not an e-mail address.");
}

/// <summary>Who calls, by address.</summary>
internal static class ClientAddress
{
    /// <summary>The gateway says from where a request came, in a header of its own; nobody else can reach this service.</summary>
    public static string ClientNetwork(this HttpContext http) => Networks.Of(
        IPAddress.TryParse(http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim(), out var address)
            ? address
            : http.Connection.RemoteIpAddress);
}
