using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class KeepingAddresses(UserApi api)
{
    private const string Path = "/api/v1/users/me/addresses";

    [Fact]
    public async Task An_address_is_saved_read_replaced_and_removed()
    {
        var client = await NewCustomerAsync();
        var response = await client.PostJsonAsync(Path, new { label = "Home", address = "Birkenallee 46", lat = 48.2, lng = 11.6, notes = "Ring twice" });
        var saved = await response.ShouldBe(HttpStatusCode.Created);
        Assert.Equal($"{Path}/{saved.Id()}", response.Headers.Location?.OriginalString);

        var replaced = await client.PutJsonAsync($"{Path}/{saved.Id()}", new { address = "Seepromenade 12", lat = -48.2, lng = 11.6 }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("Seepromenade 12", -48.2), (replaced.Text("address"), replaced["lat"]!.GetValue<double>()));
        Assert.Null(replaced["notes"]);
        Assert.Equal(replaced.ToJsonString(), (await client.GetAsync($"{Path}/{saved.Id()}").ShouldBe(HttpStatusCode.OK)).ToJsonString());
        Assert.Equal(replaced.ToJsonString(), Assert.Single((await client.GetAsync(Path).ShouldBe(HttpStatusCode.OK))["items"]!.AsArray())!.ToJsonString());

        await client.DeleteAsync($"{Path}/{saved.Id()}").ShouldBe(HttpStatusCode.NoContent);
        await client.DeleteAsync($"{Path}/{saved.Id()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Anothers_address_does_not_exist()
    {
        var owner = await NewCustomerAsync();
        var id = (await owner.PostJsonAsync(Path, Body()).ShouldBe(HttpStatusCode.Created)).Id();
        var other = await NewCustomerAsync();
        await other.GetAsync($"{Path}/{id}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await other.PutJsonAsync($"{Path}/{id}", Body()).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await other.DeleteAsync($"{Path}/{id}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await other.GetAsync(Path).ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        await owner.GetAsync($"{Path}/{id}").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Twenty_are_enough_also_in_parallel()
    {
        var client = await NewCustomerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.PostJsonAsync(Path, Body())));
        Assert.Equal(20, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        await client.PostJsonAsync(Path, Body()).ShouldBeProblem(HttpStatusCode.Conflict, "too_many_addresses");
    }

    [Theory]
    [InlineData("""{"address":"Birkenallee 46","lat":90.1,"lng":0}""", "/lat")]
    [InlineData("""{"address":"Birkenallee 46","lat":0,"lng":-180.1}""", "/lng")]
    [InlineData("""{"address":"x","lat":0,"lng":0}""", "/address")]
    [InlineData("""{"address":"Birkenallee 46","lat":0,"lng":0,"userId":"019b76da-a800-75c7-810a-6b4d0ef3987a"}""", "/userId")]
    public async Task Bad_addresses_name_the_field(string body, string pointer)
    {
        var problem = await api.ClientFor(Guid.NewGuid(), "customer").PostJsonAsync(Path, body).ShouldBe(HttpStatusCode.BadRequest);
        Assert.Equal(pointer, problem["errors"]![0]!.Text("pointer"));
    }

    [Fact]
    public async Task Addresses_need_a_token_and_an_account()
    {
        await api.Anonymous().GetAsync(Path).ShouldBe(HttpStatusCode.Unauthorized);
        await api.ClientFor(Guid.NewGuid(), "customer").PostJsonAsync(Path, Body()).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    private static object Body() => new { address = "Birkenallee 46", lat = 48.2, lng = 11.6 };

    private async Task<HttpClient> NewCustomerAsync() => api.ClientFor((await api.RegisterAsync()).Id, "customer");
}
