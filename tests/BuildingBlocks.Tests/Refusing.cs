using System.Net;
using System.Text;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.TestKit;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>What no endpoint decides for itself: how a request is refused that none should see.</summary>
public sealed class Refusing : IAsyncLifetime
{
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync();

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData("text/event-stream")]
    [InlineData("application/json;q=0, text/plain")]
    [InlineData("nonsense")]
    public async Task A_problem_is_one_whatever_is_accepted(string accept)
    {
        foreach (var (path, status, code) in new[]
        {
            ("/nowhere", HttpStatusCode.NotFound, "not_found"), ("/fails", HttpStatusCode.InternalServerError, "internal_error"), ("/things", HttpStatusCode.MethodNotAllowed, "method_not_allowed"),
            ("/refused", HttpStatusCode.Conflict, "thing_conflict"), ("/customers", HttpStatusCode.Unauthorized, "unauthenticated"),
        })
        {
            await service.Client.SendJsonAsync(HttpMethod.Get, path, null, ("Accept", accept)).ShouldBeProblem(status, code);
        }
        await service.Client.SendJsonAsync(HttpMethod.Post, "/things", """{"name":"a","quantity":1}""", ("Accept", accept)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Theory]
    [InlineData("application/json; charset=foo", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"foo\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"utf-8\"", HttpStatusCode.OK)]
    [InlineData("application/json; charset=UTF-8", HttpStatusCode.OK)]
    [InlineData("application/json", HttpStatusCode.OK)]
    public async Task A_charset_that_nobody_knows_is_an_unsupported_media_type(string type, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"name":"ab","quantity":1}""")) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (status == HttpStatusCode.OK) await service.Client.SendAsync(request).ShouldBe(status);
        else await service.Client.SendAsync(request).ShouldBeProblem(status, "unsupported_media_type");
    }

    [Theory]
    [InlineData(60, 10)]
    [InlineData(3, 7000)]
    [InlineData(900, 10)]
    public async Task Too_many_or_too_large_headers_are_a_problem(int count, int size)
    {
        var headers = Enumerable.Range(0, count).Select(i => ($"X-Header-{i}", new string('x', size))).ToArray();
        await service.Client.SendJsonAsync(HttpMethod.Get, "/people", null, headers).ShouldBeProblem((HttpStatusCode)431, "headers_too_large");
    }

    [Theory]
    [InlineData("/by/019b76da-a800-72e1-9410-32d44c32433e?limit=abc", "query:limit", "A whole number is expected here.")]
    [InlineData("/by/019b76da-a800-72e1-9410-32d44c32433e?limit=1&limit=2", "query:limit", "It is given more than once.")]
    [InlineData("/kinds?flag=maybe", "query:flag", "true or false is expected here.")]
    [InlineData("/kinds?id=", "query:id", "An id (UUID) is expected here.")]
    [InlineData("/kinds?id=1", "query:id", "An id (UUID) is expected here.")]
    [InlineData("/kinds?at=yesterday", "query:at", "A time with its offset is expected here, for example 2026-05-04T17:30:00Z.")]
    [InlineData("/kinds?colour=pink", "query:colour", "It is none of the values that this parameter takes.")]
    public async Task A_bad_parameter_is_named_in_our_words(string path, string pointer, string message)
    {
        var problem = await service.Client.GetAsync(path).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal((pointer, message), (problem["errors"]![0]!.Text("pointer"), problem["errors"]![0]!.Text("message")));
    }

    [Theory]
    [InlineData("", "malformed_json", "", "This call needs a JSON body.")]
    [InlineData("null", "malformed_json", "", "This call needs a JSON body.")]
    [InlineData("{", "malformed_json", "", "It is not JSON from line 1, byte 2 on.")]
    [InlineData("[]", "malformed_json", "", "It is not of the expected kind; see the description of this call.")]
    [InlineData("""{"name":"ab","quantity":1,"admin":true}""", "unknown_field", "/admin", "There is no such member here.")]
    [InlineData("""{"name":"ab","quantity":1,"a/b~c":true}""", "unknown_field", "/a~1b~0c", "There is no such member here.")]
    [InlineData("""{"name":"ab"}""", "malformed_json", "/quantity", "'quantity' is missing.")]
    [InlineData("""{"name":"ab","quantity":"1"}""", "malformed_json", "/quantity", "A number is expected here.")]
    [InlineData("""{"name":"ab","quantity":1.5}""", "malformed_json", "/quantity", "A whole number is expected here.")]
    [InlineData("""{"name":7,"quantity":1}""", "malformed_json", "/name", "Text is expected here.")]
    [InlineData("""{"name":null,"quantity":1}""", "malformed_json", "/name", "It must not be null.")]
    [InlineData("""{"name":"ab","quantity":1,"quantity":99}""", "malformed_json", "/quantity", "A member is named twice.")]
    [InlineData("""{"name":"a\ufffe","quantity":1}""", "validation_failed", "/name", "This is no text: a character in it is broken or is none.")]
    [InlineData("""{"name":"a\ud800","quantity":1}""", "validation_failed", "/name", "This is no text: a character in it is broken or is none.")]
    [InlineData("""{"name":"ab","quantity":1,"items":[{"count":1,"labels":["a","\udfff"]}]}""", "validation_failed", "/items/0/labels/1", "This is no text: a character in it is broken or is none.")]
    public async Task A_bad_body_is_told_in_our_words(string body, string code, string pointer, string message)
    {
        var problem = await service.Client.PostJsonAsync("/things", body).ShouldBeProblem(HttpStatusCode.BadRequest, code);
        Assert.Equal((pointer, message), (problem["errors"]![0]!.Text("pointer"), problem["errors"]![0]!.Text("message")));
    }

    [Theory]
    [InlineData(@"{""name"":""ab"",""quantity"":1,""colour"":""\ud800""}")]
    [InlineData(@"{""name"":""ab"",""quantity"":1,""\ud800"":1}")]
    [InlineData(@"{""name"":""ab"",""quantity"":1,""\ufffe"":1}")]
    public async Task Broken_text_breaks_nothing_wherever_it_stands(string body) =>
        await service.Client.PostJsonAsync("/things", body).ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task What_is_null_is_left_out_of_a_problem() =>
        Assert.False((await service.Client.GetAsync("/refused").ShouldBeProblem(HttpStatusCode.Conflict, "thing_conflict")).AsObject().ContainsKey("nothing"));

    [Fact]
    public async Task A_parameter_that_nobody_takes_is_refused()
    {
        var problem = await service.Client.GetAsync("/kinds?colours=green").ShouldBeProblem(HttpStatusCode.BadRequest, "unknown_parameter");
        Assert.Equal(("query:colours", "This call takes at, colour, flag, id."), (problem["errors"]![0]!.Text("pointer"), problem["errors"]![0]!.Text("message")));
        await service.Client.GetAsync("/kinds?COLOUR=Green&flag=true").ShouldBe(HttpStatusCode.OK);
        await service.Client.GetAsync("/livez?x=1").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Head_is_what_get_is()
    {
        foreach (var path in new[] { "/livez", "/versioned/3", "/nowhere", "/customers", "/kinds?surprise=1" })
        {
            var get = await service.Client.GetAsync(path);
            var head = await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal((get.StatusCode, get.Headers.ETag, get.Content.Headers.ContentType), (head.StatusCode, head.Headers.ETag, head.Content.Headers.ContentType));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
        await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/endless")).ShouldBe(HttpStatusCode.OK).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Only_named_origins_may_call_and_none_unless_told()
    {
        Assert.False((await PreflightAsync(service, "https://shop.example")).Headers.Contains("Access-Control-Allow-Origin"));
        await using var open = await SampleService.StartAsync(settings: new Dictionary<string, string?> { ["Cors:Origins"] = "https://shop.example, https://staff.example" });
        var allowed = await PreflightAsync(open, "https://shop.example");
        await allowed.ShouldBe(HttpStatusCode.NoContent);
        Assert.Equal("https://shop.example", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False((await PreflightAsync(open, "https://elsewhere.example")).Headers.Contains("Access-Control-Allow-Origin"));
        var answer = await open.Client.SendJsonAsync(HttpMethod.Get, "/nowhere", null, ("Origin", "https://staff.example"));
        Assert.Equal("https://staff.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Answers_for_one_person_are_not_stored_on_the_way()
    {
        foreach (var path in new[] { "/customers", "/people" }) Assert.True((await service.Client.GetAsync(path)).Headers.CacheControl!.NoStore);
        Assert.Null((await service.Client.GetAsync("/versioned/3")).Headers.CacheControl);
    }

    private static Task<HttpResponseMessage> PreflightAsync(SampleService at, string origin) => at.Client.SendJsonAsync(
        HttpMethod.Options, "/things", null, ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
}
