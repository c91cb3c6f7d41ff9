using Omni.Core.Agents;

namespace Omni.Tests.Agents;

public sealed class WholeParagraphsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("A beginning", "")]
    [InlineData("A line\nand another", "")]
    [InlineData("One.\n\n", "One.\n\n")]
    [InlineData("One.\n\nTwo", "One.\n\n")]
    [InlineData("One.\r\n\r\nTwo", "One.\r\n\r\n")]
    [InlineData("One.\n \t\nTwo.\n\nThree", "One.\n \t\nTwo.\n\n")]
    [InlineData("\n\n\nOne", "")]
    [InlineData("```\na\n\nb", "")]
    [InlineData("See:\n```cs\na\n\nb\n```\n", "")]
    [InlineData("See:\n```cs\na\n\nb\n```\n\nAnd", "See:\n```cs\na\n\nb\n```\n\n")]
    [InlineData("~~~\n```\n\n~~~\n\nAnd", "~~~\n```\n\n~~~\n\n")]
    public void A_paragraph_is_whole_when_a_blank_line_outside_of_code_ends_it(string text, string whole)
        => Assert.Equal(whole, text[..WholeParagraphs.EndOf(text, 0)]);

    [Fact]
    public void Cutting_as_it_grows_cuts_where_cutting_the_whole_would_and_loses_nothing()
    {
        const string Text = "One\ntwo.\n\nThree:\n```\nx\n\n\ny\n```\n\n\n- a\n- b\n\nEnd";
        var (said, pieces) = (0, new List<string>());

        for (var length = 1; length <= Text.Length; length++)
        {
            if (WholeParagraphs.EndOf(Text[..length], said) is var end && end > said)
            {
                pieces.Add(Text[said..end]);
                said = end;
            }
        }

        Assert.Equal(["One\ntwo.", "Three:\n```\nx\n\n\ny\n```", "- a\n- b"], pieces.Select(p => p.Trim()));
        Assert.Equal(Text, string.Concat(pieces) + Text[said..]);
    }
}
