using System.Net;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.AspNetCore.Builder;

namespace FoodDelivery.BuildingBlocks.Tests;

public sealed class HttpDefaults : IAsyncLifetime
{
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync();

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Theory]
    [InlineData("""{"name":"ab","quantity":0}""", "validation_failed", "/quantity")]
    [InlineData("""{"name":"a","quantity":1}""", "validation_failed", "/name")]
    [InlineData("""{"name":"ab","quantity":1,"items":[{"count":1},{"count":77}]}""", "validation_failed", "/items/1/count")]
    [InlineData("""{"name":"ab","quantity":1,"colour":"pink"}""", "malformed_json", "/colour")]
    [InlineData("""{"name":"ab","quantity":1,"colour":1}""", "malformed_json", "/colour")]
    [InlineData("""{"name":"ab","quantity":"1"}""", "malformed_json", "/quantity")]
    [InlineData("""{"name":"ab","quantity":1.5}""", "malformed_json", "/quantity")]
    [InlineData("""{"name":"ab","quantity":1,"admin":true}""", "unknown_field", "/admin")]
    public async Task Bad_body_names_the_field(string body, string code, string pointer)
    {
        var problem = await service.Client.PostJsonAsync("/things", body).ShouldBeProblem(HttpStatusCode.BadRequest, code);
        Assert.Equal(pointer, problem["errors"]![0]!.Text("pointer"));
    }

    [Theory]
    [InlineData("""{"name":"ab","quantity":1,"quantity":99}""")]
    [InlineData("""{"name":null,"quantity":1}""")]
    [InlineData("""{"quantity":1}""")]
    [InlineData("""{"name":"ab","quantity":1,"items":[null]}""")]
    [InlineData("""{"name":"ab","quantity":1,"items":[{"count":1,"labels":["a",null]}]}""")]
    [InlineData("""{"Name":"ab","quantity":1}""")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Json_is_strict(string body)
    {
        var response = await service.Client.PostJsonAsync("/things", body);
        await response.ShouldBe(HttpStatusCode.BadRequest);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("FoodDelivery.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Good_body_passes_with_enum_names()
    {
        var answer = await service.Client.PostJsonAsync("/things", """{"name":"ab","quantity":50,"colour":"darkRed"}""").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("darkRed", answer.Text("colour"));
    }

    [Fact]
    public async Task Refusals_are_problems()
    {
        await service.Client.GetAsync("/nowhere").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await service.Client.GetAsync("/things").ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        await service.Client.GetAsync($"/by/{Guid.NewGuid()}?limit=x").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await service.Client.GetAsync($"/by/{Guid.NewGuid()}?limit=101").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await service.Client.PostAsync("/things", new StringContent("<xml/>", System.Text.Encoding.UTF8, "application/xml")).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        var conflict = await service.Client.GetAsync("/refused").ShouldBeProblem(HttpStatusCode.Conflict, "thing_conflict");
        Assert.Equal("done", conflict.Text("currentStatus"));
    }

    [Theory]
    [InlineData(Refusal.Conflict, HttpStatusCode.Conflict)]
    [InlineData(Refusal.NotFound, HttpStatusCode.NotFound)]
    [InlineData(Refusal.Invalid, HttpStatusCode.BadRequest)]
    [InlineData(Refusal.NotAllowed, HttpStatusCode.Forbidden)]
    [InlineData(Refusal.Gone, HttpStatusCode.Gone)]
    public async Task What_the_domain_refuses_gets_a_status_at_the_border(Refusal refusal, HttpStatusCode status)
    {
        var problem = await service.Client.GetAsync($"/refused/{refusal}").ShouldBeProblem(status, "domain_rule");
        Assert.Equal("done", problem.Text("currentStatus"));
    }

    [Theory]
    [InlineData("\"3\"", true)]
    [InlineData("W/\"3\"", true)]
    [InlineData("\"2\", W/\"3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"2\"", false)]
    [InlineData("W/\"33\"", false)]
    public async Task A_version_is_compared_weakly(string ifMatch, bool passes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/versioned/3");
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        var response = await service.Client.SendAsync(request);
        if (passes)
        {
            await response.ShouldBe(HttpStatusCode.OK);
            Assert.Equal("\"3\"", response.Headers.ETag!.Tag);
        }
        else
        {
            Assert.Equal(3, (await Task.FromResult(response).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed"))["version"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_version_that_is_no_entity_tag_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/versioned/3");
        request.Headers.TryAddWithoutValidation("If-Match", "3");
        var problem = await service.Client.SendAsync(request).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("header:If-Match", problem["errors"]![0]!.Text("pointer"));
    }

    [Fact]
    public void A_database_that_comes_after_the_events_is_refused_at_the_start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Kafka:BootstrapServers"] = "nowhere:9092";
        builder.AddEvents("sample");
        Assert.Contains("AddMySql comes before AddEvents", Assert.Throws<InvalidOperationException>(() => builder.AddMySql<SampleService>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_tells_nothing_of_the_inside()
    {
        var problem = await service.Client.GetAsync("/fails").ShouldBeProblem(HttpStatusCode.InternalServerError, "internal_error");
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_too_long_says_when_to_come_back()
    {
        var call = service.Client.GetAsync("/slow");
        await call.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        Assert.Equal(TimeSpan.FromSeconds(1), (await call).Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Too_large_a_body_is_refused() =>
        await service.Client.PostJsonAsync("/things", $$"""{"name":"{{new string('a', 70_000)}}","quantity":1}""").ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "payload_too_large");

    [Fact]
    public async Task Health_answers()
    {
        await service.Client.GetAsync("/livez").ShouldBe(HttpStatusCode.OK);
        await service.Client.GetAsync("/readyz").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tokens_open_only_their_own_doors()
    {
        var id = Guid.NewGuid();
        var customer = TestTokens.ForUser(id, Roles.Customer);
        Assert.Equal(id.ToString(), await service.WithToken(customer).GetStringAsync("/customers"));
        await service.WithToken(customer).GetAsync("/people").ShouldBe(HttpStatusCode.OK);
        await service.WithToken(TestTokens.ForService("order", "sample")).GetAsync("/internal/v1/things").ShouldBe(HttpStatusCode.OK);

        await service.Client.GetAsync("/customers").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await service.WithToken(TestTokens.ForUser(id, Roles.Driver)).GetAsync("/customers").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await service.WithToken(TestTokens.ForService("analytics", "sample")).GetAsync("/internal/v1/things").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await service.WithToken(customer).GetAsync("/internal/v1/things").ShouldBe(HttpStatusCode.Forbidden);
        await service.WithToken(TestTokens.ForService("order", "sample")).GetAsync("/people").ShouldBe(HttpStatusCode.Forbidden);
        await service.WithToken(TestTokens.ForService("order", "payment")).GetAsync("/internal/v1/things").ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Forged_tokens_are_refused()
    {
        var claims = new Dictionary<string, object> { ["sub"] = Guid.NewGuid().ToString(), ["roles"] = new[] { Roles.Customer } };
        var good = TestTokens.Sign("fooddelivery", claims);
        await service.WithToken(good).GetAsync("/customers").ShouldBe(HttpStatusCode.OK);

        var parts = good.Split('.');
        string[] forged =
        [
            TestTokens.Sign("fooddelivery", claims, type: "JWT"),
            TestTokens.Sign("fooddelivery", claims, lifetime: TimeSpan.FromSeconds(-31)),
            TestTokens.Sign("fooddelivery", claims, algorithm: "RS512"),
            TestTokens.Sign("elsewhere", claims),
            $"{parts[0]}.{parts[1]}.",
            $"{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""")}.{parts[1]}.",
            $"{parts[0]}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"sub":"x"}""")}.{parts[2]}",
        ];
        foreach (var token in forged) await service.WithToken(token).GetAsync("/customers").ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_document_is_openapi_3_1_with_bearer()
    {
        var document = await service.Client.GetAsync("/openapi/v1.json").ShouldBe(HttpStatusCode.OK);
        Assert.StartsWith("3.1", document.Text("openapi"), StringComparison.Ordinal);
        Assert.NotNull(document["components"]!["securitySchemes"]!["bearerAuth"]);
        Assert.NotNull(document["paths"]!["/things"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]);
        Assert.Null(document["paths"]!["/internal/v1/things"]);
    }
}
