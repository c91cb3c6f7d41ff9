using System.Diagnostics;
using Omni.Core.Delivery;

namespace Omni.Tests.Delivery;

public sealed class SplitTextTests
{
    [Fact]
    public void Up_to_a_thousand_characters_stay_whole_whatever_is_in_them()
    {
        var text = $"{new string('a', 400)}\n\n{new string('b', 400)}";

        Assert.Equal([text], SplitText.Run(text));
    }

    [Fact]
    public void A_longer_one_is_cut_at_blank_lines_and_what_fits_together_stays_together()
    {
        var (a, b, c) = (new string('a', 600), new string('b', 300), new string('c', 500));

        Assert.Equal([$"{a}\n\n{b}", c], SplitText.Run($"{a}\n\n{b}\r\n \t\r\n\n\n{c}\n"));
    }

    [Fact]
    public void A_block_of_code_with_blank_lines_stays_whole()
    {
        var code = $"```csharp\nvar a = 1;\n\n{new string('x', 990)}\n\nvar b = 2;\n```";
        var prose = new string('p', 300);

        Assert.Equal([prose, code, "the end"], SplitText.Run($"{prose}\n\n{code}\n\nthe end"));
    }

    [Fact]
    public void A_fence_that_is_never_closed_is_plain_text()
        => Assert.Equal(2, SplitText.Run($"```\n{new string('a', 700)}\n\n{new string('b', 700)}").Count);

    [Fact]
    public void Without_blank_lines_and_with_one_long_link_nothing_is_cut()
    {
        var link = $"https://example.com/{new string('x', 1500)}";

        Assert.Equal([link], SplitText.Run(link));
    }

    [Fact]
    public void Ten_thousand_paragraphs_are_no_flood_and_nothing_is_lost()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 10_000).Select(n => $"{n} {new string('z', 100)}"));

        var pieces = SplitText.Run(text);

        Assert.True(pieces.Count <= 50);
        Assert.Equal(text, string.Join("\n\n", pieces));
    }

    [Theory]
    [InlineData("word\n\n")]
    [InlineData("```csharp\n\n")]
    [InlineData("~~~\nx\n\n~~~\n\n")]
    public void What_agents_may_answer_at_most_is_cut_in_no_time(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 4 * 1024 * 1024 / part.Length));
        var watch = Stopwatch.StartNew();

        Assert.True(SplitText.Run(text).Count <= 50);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }
}
