namespace FoodDelivery.BuildingBlocks;

/// <summary>Something this service needs (another service, Redis) does not answer. Answered with 503 and Retry-After; consumers retry.</summary>
/// <param name="dependency">Its name, for example <c>product</c>.</param>
/// <param name="inner">What was caught.</param>
public sealed class DependencyUnavailableException(string dependency, Exception? inner = null)
    : Exception($"{dependency} is not available.", inner)
{
    /// <summary>Name of what is missing.</summary>
    public string Dependency { get; } = dependency;
}
