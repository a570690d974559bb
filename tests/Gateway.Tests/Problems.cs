using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace FoodDelivery.Gateway.Tests;

/// <summary>Every error that nginx itself answers is a problem; a service's own errors are left alone.</summary>
public sealed class Problems
{
    [Theory]
    [InlineData("GET", false, true)]
    [InlineData("PUT", false, true)]
    [InlineData("POST", false, false)]
    [InlineData("POST", true, true)]
    [InlineData("PATCH", false, false)]
    public async Task A_dead_service_is_a_dependency_that_is_away(string method, bool withKey, bool retryable)
    {
        await using var gateway = await GatewayProcess.StartAsync(("ORDER_UPSTREAM", GatewayProcess.NoServer));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders/1?secret=x");
        if (withKey)
        {
            request.Headers.Add("Idempotency-Key", "k-1");
        }

        using var answer = await gateway.Client.SendAsync(request);

        var problem = await Problem.ReadAsync(answer, HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        Assert.Equal("/api/v1/orders/1", problem.GetProperty("instance").GetString());
        Assert.Equal(retryable, problem.GetProperty("retryable").GetBoolean());
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_dead_service_does_not_touch_the_others()
    {
        await using var cart = await StubService.StartAsync("cart");
        await using var gateway = await GatewayProcess.StartAsync(
            ("ORDER_UPSTREAM", GatewayProcess.NoServer), ("CART_UPSTREAM", cart.Address));
        (await gateway.Client.GetAsync("/api/v1/orders")).Dispose();
        Assert.Equal("cart", await gateway.Client.GetStringAsync("/api/v1/cart"));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_a_gateway_timeout()
    {
        await using var service = await StubService.StartAsync("order", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var gateway = await GatewayProcess.StartAsync(("ORDER_UPSTREAM", service.Address), ("GATEWAY_READ_TIMEOUT", "200ms"));
        using var answer = await gateway.Client.PostAsync("/api/v1/orders", null);
        var problem = await Problem.ReadAsync(answer, HttpStatusCode.GatewayTimeout, "gateway_timeout");
        Assert.False(problem.GetProperty("retryable").GetBoolean());
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_service_that_takes_no_connection_and_refuses_none_cannot_be_reached(string method)
    {
        // As the address of a container that is gone: nobody answers. Here it is a queue of connections that is full and that nobody empties.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(0);
        using var only = new TcpClient();
        await only.ConnectAsync((IPEndPoint)silent.LocalEndPoint!);
        await using var gateway = await GatewayProcess.StartAsync(("ORDER_UPSTREAM", $"{silent.LocalEndPoint}"));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders");
        using var answer = await gateway.Client.SendAsync(request);
        await Problem.ReadAsync(answer, HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_services_own_errors_pass_untouched(string method)
    {
        await using var service = await StubService.StartAsync("order", async context =>
        {
            context.Response.StatusCode = int.Parse(context.Request.Query["status"]!);
            context.Response.ContentType = "application/problem+json";
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers.WWWAuthenticate = "Bearer";
            context.Response.Headers.CacheControl = "max-age=3, private";
            await context.Response.WriteAsync($$"""{"code":"of_the_service","status":{{context.Response.StatusCode}}}""");
        });
        await using var gateway = await GatewayProcess.StartAsync([.. SharedGateway.NoLimits, ("ORDER_UPSTREAM", service.Address)]);
        foreach (var status in new[] { 400, 401, 403, 404, 409, 410, 412, 413, 418, 422, 428, 429, 500, 502, 503, 504 })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/orders/1?status={status}");
            using var answer = await gateway.Client.SendAsync(request);

            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal($$"""{"code":"of_the_service","status":{{status}}}""", await answer.Content.ReadAsStringAsync());
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
            Assert.Equal("7", answer.Headers.GetValues("Retry-After").Single());
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal("max-age=3, private", answer.Headers.CacheControl?.ToString());
        }
    }

    [Theory]
    [InlineData("GET /api/v1/orders HTTP/1.1\r\n\r\n", 400, "bad_request")]
    [InlineData("GET /api/v1/orders HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "bad_request")]
    [InlineData("nonsense\r\n\r\n", 400, "bad_request")]
    [InlineData("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n", 400, "bad_request")]
    [InlineData("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "bad_request")]
    [InlineData("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "not_implemented")]
    [InlineData("GET /api/v1/orders HTTP/3.0\r\nHost: x\r\n\r\n", 505, "http_version_not_supported")]
    public async Task Broken_requests_are_answered_with_problems(string request, int status, string code)
    {
        await using var gateway = await GatewayProcess.StartAsync();
        Problem.Check(await gateway.SendRawAsync(request), status, code);
    }

    [Fact]
    public async Task A_path_cannot_break_out_of_the_problem()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        var answer = await gateway.SendRawAsync("GET /x\",\"code\":\"forged HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var problem = Problem.Check(answer, 404, "not_found");
        Assert.False(problem.TryGetProperty("instance", out _));
    }

    [Fact]
    public async Task A_head_request_gets_the_status_without_the_body()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        using var answer = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/internal/v1/x"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }
}
