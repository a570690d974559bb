namespace FoodDelivery.PaymentSimulator.Domain;

/// <summary>A refusal, or a simulated failure, that the caller sees as a problem with this status and code.</summary>
internal sealed class ProviderException(int status, string code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static ProviderException Invalid(string code, string detail) => new(400, code, detail);

    public static ProviderException Conflict(string code, string detail) => new(409, code, detail);

    public static ProviderException UnknownAuthorization(string id) =>
        new(404, "authorization_not_found", $"There is no authorization {id}.");
}
