using FoodDelivery.Faults.Checks;

namespace FoodDelivery.Faults.Tests;

/// <summary>How the files of tests/Faults/Invariants are read: nothing in them is overlooked.</summary>
public sealed class InvariantFiles
{
    [Fact]
    public void A_block_may_be_broken_in_several_ways()
    {
        var invariant = Assert.Single(Invariant.Parse("-- G1 a: b\n-- (a word)\nSELECT 1;\n-- broken by\nDELETE FROM a;\n-- broken by\nDELETE FROM b\nWHERE c;\n"));
        Assert.Equal(["DELETE FROM a;", "DELETE FROM b\nWHERE c;"], invariant.BrokenBy);
    }

    [Theory]
    [InlineData("-- G1 a: b\nSELECT 1;\n")]
    [InlineData("-- G1 a: b\nSELECT 1;\n-- broken by\n")]
    [InlineData("-- G1 a b\nSELECT 1;\n-- broken by\nDELETE FROM a;\n")]
    [InlineData("-- G1 a: b\nSELECT 1;\n-- broken by\nDELETE FROM a;\n-- G2 c: d\nSELECT 2;\n-- broken by\nDELETE FROM b;\n")]
    [InlineData("-- G1 a: b\nSELECT 1;\n\n-- broken by\nDELETE FROM a;\n")]
    public void A_malformed_block_is_refused(string text) => Assert.Throws<FormatException>(() => Invariant.Parse(text));
}
