using System.Text;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Configuration;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Who may do what at the broker, as a file lists it: a line each with account, <c>write</c> or <c>read</c>, and topic. An account reads in
/// the group <c>&lt;account&gt;-service</c> (docs/adr/0022).
/// </summary>
internal static class AccessList
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Grant> Read(string file) =>
    [
        .. from words in ListFile.Lines(file)
           select new Grant(words[0], Enum.Parse<AclOperation>(words[1], ignoreCase: true), words[2]),
    ];

    /// <summary>Section <c>KafkaAccounts</c>: the password of each account.</summary>
    public static IReadOnlyDictionary<string, string> Passwords(IConfiguration configuration) =>
        configuration.GetSection("KafkaAccounts").Get<Dictionary<string, string>>() ?? [];

    /// <summary>
    /// Gives the listed accounts their passwords and what is listed for them, and takes away what is not: the list is the whole truth about
    /// them. Other accounts stay as they are. Needs an account that may change the cluster.
    /// </summary>
    /// <exception cref="InvalidOperationException">An account has no password.</exception>
    public static async Task ApplyAsync(KafkaOptions options, IReadOnlyList<Grant> grants, IReadOnlyDictionary<string, string> passwords)
    {
        using var admin = KafkaClients.Admin(options);
        var accounts = grants.Select(grant => grant.Account).Distinct().ToList();
        if (accounts.Find(account => !passwords.ContainsKey(account)) is { } unknown)
        {
            throw new InvalidOperationException($"Setting KafkaAccounts:{unknown} is missing.");
        }
        await admin.AlterUserScramCredentialsAsync(
            accounts.Select(account => new UserScramCredentialUpsertion
            {
                User = account,
                ScramCredentialInfo = new() { Mechanism = ScramMechanism.ScramSha512, Iterations = 8192 },
                Password = Encoding.UTF8.GetBytes(passwords[account]),
            }),
            new() { RequestTimeout = Patience });

        var wanted = grants.SelectMany(grant => grant.Bindings()).Distinct(BindingComparer.Instance).ToList();
        await admin.CreateAclsAsync(wanted, new() { RequestTimeout = Patience });
        var stored = await admin.DescribeAclsAsync(Everything, new() { RequestTimeout = Patience });
        var surplus = stored.AclBindings
            .Where(binding => accounts.Exists(account => binding.Entry.Principal == $"User:{account}"))
            .Except(wanted, BindingComparer.Instance)
            .Select(Exactly).ToList();
        if (surplus.Count > 0) await admin.DeleteAclsAsync(surplus, new() { RequestTimeout = Patience });
    }

    private static AclBindingFilter Everything => new()
    {
        PatternFilter = new() { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
        EntryFilter = new() { Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
    };

    private static AclBindingFilter Exactly(AclBinding binding) => new()
    {
        PatternFilter = new()
        {
            Type = binding.Pattern.Type, Name = binding.Pattern.Name, ResourcePatternType = binding.Pattern.ResourcePatternType,
        },
        EntryFilter = new()
        {
            Principal = binding.Entry.Principal, Host = binding.Entry.Host,
            Operation = binding.Entry.Operation, PermissionType = binding.Entry.PermissionType,
        },
    };

    /// <summary>The client's own comparison is by reference.</summary>
    private sealed class BindingComparer : IEqualityComparer<AclBinding>
    {
        public static readonly BindingComparer Instance = new();

        public bool Equals(AclBinding? x, AclBinding? y) => Key(x!) == Key(y!);

        public int GetHashCode(AclBinding binding) => Key(binding).GetHashCode();

        private static (ResourceType, string, ResourcePatternType, string, AclOperation, AclPermissionType) Key(AclBinding binding) =>
            (binding.Pattern.Type, binding.Pattern.Name, binding.Pattern.ResourcePatternType, binding.Entry.Principal,
                binding.Entry.Operation, binding.Entry.PermissionType);
    }
}

/// <summary>An account may do this to a topic.</summary>
/// <param name="Operation">Write, or Read with the account's consumer group.</param>
internal sealed record Grant(string Account, AclOperation Operation, string Topic)
{
    internal IEnumerable<AclBinding> Bindings()
    {
        yield return Allow(ResourceType.Topic, Topic);
        if (Operation == AclOperation.Read) yield return Allow(ResourceType.Group, $"{Account}-service");
    }

    private AclBinding Allow(ResourceType type, string name) => new()
    {
        Pattern = new() { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new()
        {
            Principal = $"User:{Account}", Host = "*", Operation = Operation, PermissionType = AclPermissionType.Allow,
        },
    };
}
