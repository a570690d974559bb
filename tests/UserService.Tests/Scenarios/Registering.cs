using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class Registering(UserApi api)
{
    [Fact]
    public async Task A_customer_registers_and_the_event_names_no_person()
    {
        var email = UserApi.NewEmail();
        var response = await api.Anonymous().PostJsonAsync("/api/v1/auth/register",
            new { email = $"  {email.ToUpperInvariant()} ", password = UserApi.Password, displayName = " Ada Lovelace ", role = "customer", phone = "+49 30 901820" });
        var answer = await response.ShouldBe(HttpStatusCode.Created);
        Assert.Equal("/api/v1/users/me", response.Headers.Location?.OriginalString);
        Assert.Equal((email, "Ada Lovelace", "customer"), (answer.Text("email"), answer.Text("displayName"), answer["roles"]![0]!.GetValue<string>()));

        var published = Assert.Single(await api.PublishedAsync(answer.Id()));
        Assert.Equal((1, "user.registered.v1"), (published.Sequence, published.Type));
        Assert.Equal(["customer"], published.Payload<UserRegisteredV1>().Roles);
        Assert.DoesNotContain("Ada", published.Data.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_driver_registers_as_applicant_on_a_bike_unless_told_otherwise()
    {
        var (client, _, _, _) = await api.LoggedInAsync("driver");
        var profile = await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("bike", "applied"), (profile.Text("vehicle"), profile.Text("driverStatus")));
    }

    [Fact]
    public async Task One_of_many_parallel_registrations_wins()
    {
        var email = UserApi.NewEmail();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.Anonymous().PostJsonAsync("/api/v1/auth/register", Body(email))));
        Assert.Equal(6, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        var id = Assert.Single(await api.QueryAsync<Guid>("SELECT id FROM users WHERE email = @email", new { email }));
        Assert.Single(await api.QueryAsync<long>("SELECT id FROM outbox WHERE aggregate_id = @id", new { id }));
    }

    [Fact]
    public async Task A_known_address_in_any_spelling_gets_the_answer_of_a_new_one_and_changes_nothing()
    {
        var (id, email) = await api.RegisterAsync();
        async Task<(string Answer, string Headers)> TryAsync(string address)
        {
            var response = await api.Anonymous().PostJsonAsync("/api/v1/auth/register", new { email = address, password = "another one of mine", displayName = "Eve", role = "driver" });
            var answer = await response.ShouldBe(HttpStatusCode.Created);
            Assert.NotEqual(id, answer.Id());
            Assert.Equal(7, answer.Id().Version);
            answer["id"] = answer["email"] = null;
            return (answer.ToJsonString(), string.Join('\n', response.Headers.Where(header => header.Key is not "X-Request-Id" and not "traceparent").Select(header => $"{header.Key}: {string.Join(',', header.Value)}")));
        }

        var hashes = new List<int>();
        var known = default((string, string));
        hashes.Add(await UserApi.CountHashesAsync(async () => known = await TryAsync($" {email.ToUpperInvariant()}")));
        var fresh = default((string, string));
        hashes.Add(await UserApi.CountHashesAsync(async () => fresh = await TryAsync(UserApi.NewEmail())));
        Assert.Equal(fresh, known);
        Assert.Equal([1, 1], hashes);
        await api.LoginAsync(email);
        await api.TryLoginAsync(email, "another one of mine").ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("12345678")]
    [InlineData("password")]
    [InlineData("PassWord123")]
    [InlineData("Qwertyuiop")]
    [InlineData("iloveyou1")]
    [InlineData("\uff50assword")] // wide p
    public async Task A_password_that_everybody_tries_first_is_refused(string password)
    {
        var problem = await api.Anonymous().PostJsonAsync("/api/v1/auth/register", new { email = UserApi.NewEmail(), password, displayName = "Ada", role = "customer" })
            .ShouldBe(HttpStatusCode.BadRequest);
        Assert.Equal("/password", problem["errors"]![0]!.Text("pointer"));
        var (client, _, _, _) = await api.LoggedInAsync();
        problem = await client.PutJsonAsync("/api/v1/users/me/password", new { currentPassword = UserApi.Password, newPassword = password }).ShouldBe(HttpStatusCode.BadRequest);
        Assert.Equal("/newPassword", problem["errors"]![0]!.Text("pointer"));
    }

    [Theory]
    [InlineData("""{"email":"x1@example.org","password":"short12","displayName":"A","role":"customer"}""", "/password")]
    [InlineData("""{"email":"x1@example.org","password":"🦊🐻🐼🐨","displayName":"A","role":"customer"}""", "/password")] // four characters of two halves each
    [InlineData("""{"email":"x1@example.org","password":"          ","displayName":"A","role":"customer"}""", "/password")]
    [InlineData("""{"email":"x1@example.org","password":"X1@example.org","displayName":"A","role":"customer"}""", "/password")]
    [InlineData("""{"email":"nobody","password":"long enough","displayName":"A","role":"customer"}""", "/email")]
    [InlineData("""{"email":"a b@example.org","password":"long enough","displayName":"A","role":"customer"}""", "/email")]
    [InlineData("""{"email":"x1@example.org","password":"long enough","displayName":"   ","role":"customer"}""", "/displayName")]
    [InlineData("""{"email":"x1@example.org","password":"long enough","displayName":"A","role":"customer","vehicle":"car"}""", "/vehicle")]
    [InlineData("""{"email":"x1@example.org","password":"long enough","displayName":"A","role":"customer","phone":"call me"}""", "/phone")]
    [InlineData("""{"email":"x1@example.org","password":"long enough","displayName":"A","role":"ops"}""", "/role")]
    [InlineData("""{"email":"x1@example.org","password":"long enough","displayName":"A","role":"restaurant"}""", "/role")]
    [InlineData("""{"email":"x1@example.org","password":"long enough","displayName":"A","role":"customer","id":"019b76da-a800-75c7-810a-6b4d0ef3987a"}""", "/id")]
    [InlineData("""{"email":"x1@example.org","password":"long enough","displayName":"A","role":"customer","roles":["ops"]}""", "/roles")]
    public async Task Bad_registrations_name_the_field(string body, string pointer)
    {
        var problem = await api.Anonymous().PostJsonAsync("/api/v1/auth/register", body).ShouldBe(HttpStatusCode.BadRequest);
        Assert.Equal(pointer, problem["errors"]![0]!.Text("pointer"));
    }

    [Fact]
    public async Task A_password_is_as_long_as_it_has_characters()
    {
        var password = string.Concat(Enumerable.Repeat("🦊", 128));
        var email = UserApi.NewEmail();
        await api.Anonymous().PostJsonAsync("/api/v1/auth/register", new { email, password, displayName = "Ada", role = "customer" }).ShouldBe(HttpStatusCode.Created);
        await api.TryLoginAsync(email, password).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Text_that_is_not_unicode_is_refused() => await api.Anonymous()
        .PostJsonAsync("/api/v1/auth/register", """{"email":"a\ud800@example.org","password":"long enough","displayName":"A","role":"customer"}""").ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Passwords_are_stored_as_identitys_hashes_with_220000_rounds_of_sha512()
    {
        var (id, _) = await api.RegisterAsync();
        var hash = Convert.FromBase64String(Assert.Single(await api.QueryAsync<string>("SELECT password_hash FROM users WHERE id = @id", new { id })));
        static int BigEndian(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
        Assert.Equal((0x01, 2, 220_000, 16), (hash[0], BigEndian(hash, 1), BigEndian(hash, 5), BigEndian(hash, 9)));
    }

    private static object Body(string email) => new { email, password = UserApi.Password, displayName = "Ada", role = "customer" };
}
