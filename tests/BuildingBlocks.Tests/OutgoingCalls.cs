using System.Net;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Calls to other services: how often a request is sent when its answer does not come.</summary>
public sealed class OutgoingCalls
{
    public enum Trouble { ConnectionLost, Silence, ServiceUnavailable, BodyLost, BodyStalls }

    public static TheoryData<string, bool, Trouble, int> Repeats()
    {
        var data = new TheoryData<string, bool, Trouble, int>();
        foreach (var trouble in Enum.GetValues<Trouble>())
        {
            data.Add("POST", false, trouble, 1);
            data.Add("PUT", false, trouble, 1);
            data.Add("DELETE", false, trouble, 1);
            data.Add("POST", true, trouble, 3);
            data.Add("GET", false, trouble, 3);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Repeats))]
    public async Task Only_what_is_harmless_to_repeat_is_repeated(string method, bool keyed, Trouble trouble, int times)
    {
        using var metrics = new Metrics();
        using var server = new Server(trouble);
        var dependency = $"{method}-{keyed}-{trouble}";
        using var client = Calling(dependency, server);
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://payment/internal/v1/payments");
        if (keyed) request.Headers.Add("Idempotency-Key", "an-order");
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => client.SendAsync(request, default));
        Assert.Equal(times, server.Received);
        var counted = times > 1 ? Assert.Single(metrics.Write().Split('\n'), line => line.StartsWith($"calls_repeated_total{{dependency=\"{dependency}\"}}", StringComparison.Ordinal)) : " 0";
        Assert.EndsWith($" {times - 1}", counted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_mostly_fail_are_given_up_for_a_while_which_is_counted()
    {
        using var metrics = new Metrics();
        using var server = new Server(Trouble.ServiceUnavailable);
        using var client = Calling("given up", server);
        for (var i = 0; i < 30; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://payment/internal/v1/payments");
            await Assert.ThrowsAsync<DependencyUnavailableException>(() => client.SendAsync(request, default));
        }
        Assert.InRange(server.Received, 20, 29);
        Assert.Contains("calls_suspended_total{dependency=\"given up\"} 1\n", metrics.Write(), StringComparison.Ordinal);
    }

    /// <summary>A 500 is about what was asked for, a 429 about who asked.</summary>
    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Answers_that_fail_for_one_take_the_dependency_from_nobody(HttpStatusCode status)
    {
        using var server = new Server(Trouble.ServiceUnavailable) { Status = status };
        using var client = Calling($"failing {status}", server);
        for (var i = 0; i < 100; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://payment/internal/v1/payments");
            try
            {
                Assert.Equal(status, (await client.SendAsync(request, default)).StatusCode);
            }
            catch (DependencyUnavailableException)
            {
                // what a 500 is for the caller
            }
        }
        server.Status = HttpStatusCode.OK;
        using var others = new HttpRequestMessage(HttpMethod.Post, "http://payment/internal/v1/payments");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(others, default)).StatusCode);
    }

    private static HttpMessageInvoker Calling(string dependency, Server server)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddHttpClient(dependency).ConfigurePrimaryHttpMessageHandler(() => server).AddResilience(dependency, CallBudget.Milliseconds(100, 5000));
        return new HttpMessageInvoker(services.BuildServiceProvider().GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(dependency));
    }

    private sealed class Server(Trouble trouble) : HttpMessageHandler
    {
        public int Received { get; private set; }

        public HttpStatusCode Status { get; set; } = HttpStatusCode.ServiceUnavailable;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Received++;
            if (trouble is Trouble.ConnectionLost) throw new HttpRequestException("Connection reset by peer");
            if (trouble is Trouble.Silence) await Task.Delay(Timeout.Infinite, cancellationToken);
            return trouble is Trouble.BodyLost or Trouble.BodyStalls
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new Broken(trouble) }
                : new HttpResponseMessage(Status);
        }
    }

    // What comes after the headers.
    private sealed class Broken(Trouble trouble) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            trouble is Trouble.BodyLost ? throw new HttpRequestException("The response ended prematurely") : Task.Delay(Timeout.Infinite, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
