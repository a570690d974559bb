using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Tests.Domain;

public sealed class RefreshRules
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3, 3, 0, RefreshOutcome.Rotate)]
    [InlineData(3, 3, 9999, RefreshOutcome.Rotate)]
    [InlineData(2, 3, 0, RefreshOutcome.Repeat)]
    [InlineData(2, 3, 60, RefreshOutcome.Repeat)]
    [InlineData(2, 3, 61, RefreshOutcome.Reused)]
    [InlineData(1, 3, 0, RefreshOutcome.Reused)]
    [InlineData(1, 3, 61, RefreshOutcome.Reused)]
    public void Generation_and_age_decide(int presented, int newest, int secondsSinceRotation, RefreshOutcome expected) =>
        Assert.Equal(expected, RefreshPolicy.Decide(Token(presented, newest, secondsSinceRotation), Now));

    [Fact]
    public void Unknown_expired_and_revoked_tokens_are_invalid_whatever_their_generation()
    {
        Assert.Equal(RefreshOutcome.Invalid, RefreshPolicy.Decide(null, Now));
        foreach (var presented in new[] { 1, 2, 3 })
        {
            Assert.Equal(RefreshOutcome.Invalid, RefreshPolicy.Decide(Token(presented, 3, 0) with { ExpiresAt = Now }, Now));
            Assert.Equal(RefreshOutcome.Invalid, RefreshPolicy.Decide(Token(presented, 3, 0) with { RevokedAt = Now }, Now));
        }
    }

    private static RefreshState Token(int presented, int newest, int secondsSinceRotation) => new()
    {
        Generation = presented,
        NewestGeneration = newest,
        RotatedAt = Now.AddSeconds(-secondsSinceRotation),
        ExpiresAt = Now.AddDays(1),
    };
}
