using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;

namespace FoodDelivery.TestKit;

/// <summary>Somebody leaves for good, as any service with a database sees it.</summary>
public static class Leaving
{
    /// <summary>Delivers the event and does every step that is due.</summary>
    /// <returns>What User is told of it.</returns>
    public static async Task<JsonNode> EraseAsync<T>(this ServiceApi<T> api, Guid userId, long sequence = 1) where T : class
    {
        await api.DeliverAsync(userId, sequence, new UserErasedV1(userId, [Roles.Customer], api.Clock.GetUtcNow()));
        return await api.EraseOnAsync(userId);
    }

    /// <summary>Does every step that is due, and the next few.</summary>
    public static async Task<JsonNode> EraseOnAsync<T>(this ServiceApi<T> api, Guid userId) where T : class
    {
        for (var i = 0; i < 5; i++)
        {
            await api.SweepDeadlinesAsync();
            api.Clock.Advance(TimeSpan.FromMilliseconds(200));
        }
        return await api.ErasureAsync(userId);
    }

    public static Task<JsonNode> ErasureAsync<T>(this ServiceApi<T> api, Guid userId) where T : class =>
        api.ClientForService("user").GetAsync($"/internal/v1/people/{userId}/erasure").ShouldBe(HttpStatusCode.OK);

    /// <summary>What the service holds of somebody.</summary>
    public static Task<JsonNode> ExportAsync<T>(this ServiceApi<T> api, Guid userId) where T : class =>
        api.ClientForService("user").GetAsync($"/internal/v1/people/{userId}/export").ShouldBe(HttpStatusCode.OK);

    /// <summary>The names of the members besides the moment whose lists or values are not empty.</summary>
    public static IEnumerable<string> Held(this JsonNode export) => export.AsObject()
        .Where(member => member.Key != "at" && member.Value is not JsonArray { Count: 0 }).Select(member => member.Key);

    public static bool IsFinished(this JsonNode erasure) => erasure["finishedAt"] is not null;
}
