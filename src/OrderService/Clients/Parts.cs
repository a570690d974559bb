using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.OrderService.Clients;

/// <summary>Whether another service said what it knows of an order.</summary>
public enum PartState
{
    Known,

    /// <summary>It answered that there is nothing.</summary>
    None,

    /// <summary>It did not answer.</summary>
    Away,
}

/// <summary>What another service knows of an order.</summary>
public sealed record Part<T>(PartState State, T? Value) where T : class;

internal static class Parts
{
    /// <summary>Asks for it; that nobody answers is an answer, because the rest can be shown without.</summary>
    public static async Task<Part<T>> FindAsync<T>(HttpClient http, string path, ILogger log, CancellationToken ct) where T : class
    {
        try
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), ct);
            if (response.StatusCode == HttpStatusCode.NotFound) return new Part<T>(PartState.None, null);
            if (response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<T>(JsonDefaults.Tolerant, ct) is { } value)
            {
                return new Part<T>(PartState.Known, value);
            }
            log.LogWarning("{Path} was answered with {Status}", path, (int)response.StatusCode);
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("{Path} was not answered: {Error}", path, e.Message);
        }
        return new Part<T>(PartState.Away, null);
    }
}
