using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;

namespace FoodDelivery.UserService.Commands;

/// <summary>
/// The command <c>create-ops</c>: an account of ops, made by who runs the system. There is no well-known password: it comes from a setting
/// or the standard input, or the person chooses it by a link that is good once and for a day.
/// </summary>
internal static class CreateOps
{
    public const string Name = "create-ops";

    private const int MinPassword = 12;
    private const int MaxPassword = 128;

    private const string Usage =
        $"usage: {Name} [--email ADDRESS] [--name NAME] [--password-stdin] [--new-link]; or the settings Ops:Email, Ops:Name, Ops:Password";

    /// <returns>The exit code: 0 when the account is there, 1 when it could not be made, 2 when the call is not understood.</returns>
    public static async Task<int> RunAsync(
        IServiceProvider services, IReadOnlyList<string> arguments, TextReader input, TextWriter output, CancellationToken ct)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        if (Options.Read(arguments, configuration, input) is not { } options)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }
        var email = EmailAddress.Normalise(options.Email);
        if (Objection(options, email) is { } objection)
        {
            await output.WriteLineAsync(objection);
            return 1;
        }
        // Without a password of its own: one that nobody knows.
        var hash = await services.GetRequiredService<PasswordHashing>().HashAsync(options.Password ?? RefreshToken.New(), ct);
        try
        {
            var made = await services.GetRequiredService<OpsAccounts>().MakeAsync(
                new Person(email, options.DisplayName, hash, [Roles.Ops]), options.Password is null, options.WantsLink, ct);
            await output.WriteLineAsync(made.IsNew
                ? $"Made the ops account {made.Id} for {email}."
                : $"The ops account {made.Id} for {email} is there; nothing about it was changed.");
            if (made.Token is not null) await output.WriteLineAsync(Instruction(made.Token));
            return 0;
        }
        catch (RefusedException e)
        {
            await output.WriteLineAsync($"{e.Code}: {e.Message}");
            return 1;
        }
    }

    private static string? Objection(Options options, string email) => options switch
    {
        _ when !EmailAddress.IsPlausible(email) => $"'{options.Email}' is not an e-mail address.",
        { DisplayName.Length: < 1 or > 80 } => "The name has 1 to 80 characters.",
        { Password: null } => null,
        { Password.Length: < MinPassword or > MaxPassword } => $"The password of ops has {MinPassword} to {MaxPassword} characters.",
        _ => PasswordRules.Objection(options.Password, email),
    };

    private static string Instruction(string token) =>
        $$"""
        Choose its password within a day; the link is good once. It has also been sent to the address.
          POST /api/v1/auth/password-reset/confirm
          {"token":"{{token}}","newPassword":"…"}
        """;

    private sealed record Options(string Email, string DisplayName, string? Password, bool WantsLink)
    {
        public static Options? Read(IReadOnlyList<string> arguments, IConfiguration configuration, TextReader input)
        {
            var (email, name) = (Setting(configuration, "Email"), Setting(configuration, "Name") ?? "Operations");
            var (password, wantsLink) = (Setting(configuration, "Password"), false);
            for (var i = 0; i < arguments.Count; i++)
            {
                switch (arguments[i])
                {
                    case "--email" when i + 1 < arguments.Count:
                        email = arguments[++i];
                        break;
                    case "--name" when i + 1 < arguments.Count:
                        name = arguments[++i].Trim();
                        break;
                    case "--password-stdin":
                        password = input.ReadLine();
                        break;
                    case "--new-link":
                        wantsLink = true;
                        break;
                    default:
                        return null;
                }
            }
            return string.IsNullOrEmpty(email) ? null : new Options(email, name, password, wantsLink);
        }

        // A setting that is there and empty says nothing.
        private static string? Setting(IConfiguration configuration, string name) =>
            configuration[$"Ops:{name}"] is { Length: > 0 } text ? text : null;
    }
}
