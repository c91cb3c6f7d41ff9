// What people write into a rule, and what it comes to.
using Omni.Core.Access;
using Omni.Core.Contacts;
using Omni.Core.Results;

namespace Omni.Tests.Access;

public sealed class RulePatternTests
{
    [Theory]
    [InlineData("+1*", "US", "+1*")]
    [InlineData("1*", "IL", "+1*")]
    [InlineData("+12345*", "US", "+12345*")]
    [InlineData("+1 (234) 5*", "US", "+12345*")]
    [InlineData("+1234567890", "US", "+1234567890")]
    [InlineData("1234567890", "US", "+1234567890")]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("050-123-4567", "IL", "+972501234567")]
    [InlineData("00972 50 123 4567", "IL", "+972501234567")]
    [InlineData("054*", "IL", "+97254*")]
    [InlineData("0049 30*", "IL", "+4930*")]
    [InlineData("011 49 30*", "US", "+4930*")]
    [InlineData("06*", "IT", "+3906*")]
    [InlineData("\u200e+972 50*\u200f", "US", "+97250*")]
    [InlineData("٩٧٢*", "US", "+972*")]
    [InlineData("972501234567:5@s.whatsapp.net", "US", "+972501234567")]
    [InlineData("111111111111111@lid", "US", "111111111111111@lid")]
    [InlineData("120363000000000001@g.us", "US", "120363000000000001@g.us")]
    [InlineData("T0123:U0456", "US", "T0123:U0456")]
    [InlineData("U0456", "US", "U0456")]
    [InlineData("T0123*", "US", "T0123*")]
    [InlineData("123456789012345678", "US", "123456789012345678")]
    [InlineData("6F9619FF-8B86-D011-B42D-00C04FC964FF", "US", "6f9619ff-8b86-d011-b42d-00c04fc964ff")]
    [InlineData("4711", "US", "4711")]
    [InlineData("dana@example.com", "US", "dana@example.com")]
    [InlineData("*", "US", "*")]
    [InlineData("+*", "US", "+*")]
    public void It_is_brought_into_one_form(string written, string region, string expected)
    {
        var read = RulePattern.Read(written, region, null);

        Assert.True(read.IsOk, read.Error?.Message);
        Assert.Equal(expected, read.Value.Text);
        Assert.Equal(expected.TrimEnd('*').ToLowerInvariant(), read.Value.Literal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    [InlineData("+")]
    [InlineData("*123")]
    [InlineData("+1*2*")]
    [InlineData("**")]
    [InlineData("+0123*")]
    [InlineData("+12a*")]
    [InlineData("+1234567890123456")]
    [InlineData("+1234567890123456*")]
    [InlineData("05*")]
    [InlineData("054-123")]
    [InlineData("two words")]
    [InlineData("a\nb")]
    [InlineData("status@broadcast")]
    [InlineData("abc@s.whatsapp.net")]
    public void What_means_nobody_is_refused_at_its_field(string? written)
    {
        var read = RulePattern.Read(written, "US", null);

        Assert.False(read.IsOk, read.Value?.Text);
        Assert.Equal(ErrorKind.Invalid, read.Error.Kind);
        Assert.NotEmpty(read.Error.Fields!["phone_number"]);
    }

    [Theory]
    [InlineData(ChannelType.Discord)]
    [InlineData(ChannelType.Slack)]
    [InlineData(ChannelType.Chatwoot)]
    [InlineData(ChannelType.WebChat)]
    public void Where_people_have_no_numbers_digits_are_an_id(ChannelType channel)
    {
        Assert.Equal("12125550123", RulePattern.Read("12125550123", "US", channel).Value!.Text);
        Assert.Equal("1212*", RulePattern.Read("1212*", "US", channel).Value!.Text);
        Assert.Equal("+12125550123", RulePattern.Read("+1 212 555 0123", "US", channel).Value!.Text);
    }

    [Fact]
    public void Too_long_is_said_to_be_too_long()
    {
        Assert.Contains("200", RulePattern.Read(new string('x', 201), "US", null).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("64", RulePattern.Read(new string('x', 65) + "*", "US", null).Error!.Message, StringComparison.Ordinal);
    }
}
