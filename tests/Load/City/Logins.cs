using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.City;

/// <summary>Logs the demo accounts in. A password hash takes long by intent and the service runs two at once, so four are asked for at a time.</summary>
public static class Logins
{
    private const int AtOnce = 4;

    /// <summary>Of the demo city.</summary>
    public const int AllCustomers = 100;

    public const string Ops = "ops@demo.test";

    /// <exception cref="UsageException">Somebody cannot log in; the message says why.</exception>
    public static async Task<IReadOnlyList<Person>> AllAsync(HttpClient http, IReadOnlyList<string> emails, CancellationToken ct)
    {
        var people = new Person[emails.Count];
        var done = 0;
        var work = Parallel.ForAsync(0, emails.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, stop) =>
        {
            people[i] = await Person.LoginAsync(http, emails[i], stop);
            Interlocked.Increment(ref done);
        });
        try
        {
            await Progress.WhileAsync(work, () => $"logging in: {Volatile.Read(ref done)} of {emails.Count}");
        }
        catch (CallFailedException e)
        {
            throw new UsageException(e.Status == 429
                ? $"A login was turned away: {e.Message}\nrun.sh raises the gateway's limits for the run; start the driver through it."
                : $"A login failed: {e.Message}\nDoes the system run, and is it seeded? bash deploy/local/up.sh");
        }
        return people;
    }

    public static IEnumerable<string> Customers(int count) => Enumerable.Range(1, count).Select(i => $"customer{i:000}@demo.test");

    public static IEnumerable<string> Restaurants(int count) => Enumerable.Range(1, count).Select(i => $"restaurant{i:00}@demo.test");

    public static IEnumerable<string> Couriers(int count) => Enumerable.Range(1, count).Select(i => $"driver{i:00}@demo.test");
}
