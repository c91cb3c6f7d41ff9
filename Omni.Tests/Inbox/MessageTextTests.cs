using Omni.Web.Components.Inbox;

namespace Omni.Tests.Inbox;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("See https://example.com/a?b=1. Good?", "https://example.com/a?b=1")]
    [InlineData("(http://example.com/x)", "http://example.com/x")]
    [InlineData("קישור https://example.com/שלום", "https://example.com/שלום")]
    public void Web_addresses_become_links_without_the_punctuation_that_follows(string text, string link)
    {
        var parts = MessageText.Parts(text).ToList();

        Assert.Equal(link, Assert.Single(parts, p => p.Address is not null).Part);
        Assert.Equal(text, string.Concat(parts.Select(p => p.Part)));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("xhttps://example.com")]
    [InlineData("https://")]
    [InlineData("ftp://example.com")]
    public void Everything_else_stays_text(string text)
        => Assert.Equal((text, null), Assert.Single(MessageText.Parts(text)));
}
