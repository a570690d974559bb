using System.Text;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>One trace from the customer's POST through Kafka to the push, whether or not anybody collects spans.</summary>
public sealed class Tracing(Stack stack) : Scenario(stack, 30)
{
    [Fact]
    public async Task The_trace_of_the_request_is_in_every_event_that_follows_from_it_and_in_the_push()
    {
        var trace = Guid.NewGuid().ToString("N");
        Customer.Http.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        await SeenUntilAsync(order, "awaitingAcceptance");

        Assert.All(EventsOf("order", order), value => Assert.Contains(trace, value, StringComparison.Ordinal));
        Assert.All(EventsOf("payment", order), value => Assert.Contains(trace, value, StringComparison.Ordinal));
        var pushes = TestEnvironment.Query<string?>(Stack.Schema("notification"), "SELECT traceparent FROM stream_events WHERE data LIKE @order", new { order = $"%{order}%" });
        Assert.NotEmpty(pushes);
        Assert.All(pushes, parent => Assert.Equal(trace, parent?[3..35]));
    }

    // The stream has shown the last step, so everything before it is written.
    private static List<string> EventsOf(string service, Guid order)
    {
        var values = TestEnvironment.Query<byte[]>(Stack.Schema(service), "SELECT value FROM outbox WHERE aggregate_id = @id ORDER BY id", new { id = order });
        Assert.NotEmpty(values);
        return [.. values.Select(Encoding.UTF8.GetString)];
    }
}
