using Omni.Web.Components.Account;

namespace Omni.Tests.Account;

public sealed class AccountTests
{
    [Theory]
    [InlineData("/inbox/0199?tab=1", "/inbox/0199?tab=1")]
    [InlineData(null, "/inbox")]
    [InlineData("", "/inbox")]
    [InlineData("/", "/inbox")]
    [InlineData("//evil.example", "/inbox")]
    [InlineData("/\\evil.example", "/inbox")]
    [InlineData("https://evil.example", "/inbox")]
    [InlineData("javascript:alert(1)", "/inbox")]
    [InlineData("/\t/evil.example", "/inbox")]
    public void After_signing_in_one_stays_in_the_house(string? wanted, string went)
        => Assert.Equal(went, Accounts.LocalOnly(wanted));

    [Fact]
    public void The_setup_code_may_be_typed_in_small_letters_and_without_its_hyphen()
    {
        var code = new SetupCode();

        Assert.True(code.Try(code.Current.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant(), out _));
    }

    [Fact]
    public void Five_wrong_tries_make_a_new_setup_code()
    {
        var code = new SetupCode();
        var first = code.Current;

        for (var i = 0; i < 4; i++)
        {
            Assert.False(code.Try("wrong", out var isNew));
            Assert.False(isNew);
        }

        Assert.False(code.Try("wrong", out var isNewNow));
        Assert.True(isNewNow);
        Assert.NotEqual(first, code.Current);
        Assert.False(code.Try(first, out _));
        Assert.True(code.Try(code.Current, out _));
    }
}
