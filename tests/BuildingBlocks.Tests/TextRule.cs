using System.Text.RegularExpressions;

namespace FoodDelivery.BuildingBlocks.Tests;

public sealed class TextRule
{
    [Theory]
    [InlineData("Döner & Söhne, 30 % (scharf!)")]
    [InlineData("Zoe\u0301")]
    [InlineData("\U0001F469\u200D\U0001F373 \U0001F3F3\uFE0F\u200D\U0001F308 1\uFE0F\u20E3")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("می‌خواهم שלום 寿司")]
    [InlineData("\U0001FAEA\U0001FADF")]
    public void Letters_marks_and_emoji_are_in(string text) => Assert.True(Texts.IsClean(text));

    [Theory]
    [InlineData("\0")]
    [InlineData("\u001b")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    [InlineData("\u00ad")]
    [InlineData("\u200b")]
    [InlineData("\u200f")]
    [InlineData("\u2028")]
    [InlineData("\u202a")]
    [InlineData("\u202e")]
    [InlineData("\u2069")]
    [InlineData("\ue000")]
    [InlineData("\ufeff")]
    [InlineData("\ufdd0")]
    [InlineData("\ufffe")]
    [InlineData("\uffff")]
    [InlineData("\U0010FFFF")]
    [InlineData("\U000E0001")]
    public void Control_direction_and_what_is_no_character_are_out(string text)
    {
        Assert.False(Texts.IsClean($"a{text}b"));
        Assert.False(Texts.IsClean($"a{text}b", multiLine: true));
    }

    [Fact]
    public void Lines_are_in_where_there_may_be_several()
    {
        Assert.True(Texts.IsClean("one\r\n\ttwo", multiLine: true));
        Assert.False(Texts.IsClean("one\ntwo"));
    }

    [Fact]
    public void Whatever_is_well_formed_can_be_normalised()
    {
        for (var c = 0; c <= 0x10FFFF; c++)
        {
            var text = c is >= 0xD800 and <= 0xDFFF ? ((char)c).ToString() : char.ConvertFromUtf32(c);
            Assert.True(!char.IsSurrogate(text[0]) || text.Length == 2 || !Texts.IsWellFormed(text));
            if (Texts.IsWellFormed(text)) _ = text.Normalize(System.Text.NormalizationForm.FormD) + text.Normalize(System.Text.NormalizationForm.FormKC);
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" \t\u00a0\u2003\u3000", true)]
    [InlineData("\u200d\ufe0f\u034f", true)]
    [InlineData("\u0301", false)]
    [InlineData("\u3164\u2800\u115f", true)]
    [InlineData(".", false)]
    [InlineData("\U0001F355", false)]
    public void Blank_is_what_nobody_sees(string text, bool blank) => Assert.Equal(blank, Texts.IsBlank(text));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_pattern_in_the_documents_says_the_same_of_every_character(bool multiLine, bool saysSomething)
    {
        var pattern = Texts.Pattern(multiLine, saysSomething);
        // .NET knows characters beyond the first 65,536 in pairs only.
        var regex = new Regex(Regex.Replace(pattern[..^1], "[^\u0000-\uD7FF\uE000-\uFFFF]{2}-?", "") + @"(?![\s\S])");
        for (var c = 0; c <= 0xFFFF; c++)
        {
            if (c is >= 0xD800 and <= 0xDFFF) continue;
            var text = ((char)c).ToString();
            var isRight = Texts.IsClean(text, multiLine) && (!saysSomething || !Texts.IsBlank(text));
            Assert.True(isRight == regex.IsMatch(text), $"U+{c:X4} is {(isRight ? "right" : "wrong")} and the pattern says else.");
        }
    }

    [Fact]
    public void Length_counts_characters() => Assert.Equal(2, Texts.Length("\U0001F355a"));
}
