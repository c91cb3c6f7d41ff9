using System.Net;
using Microsoft.AspNetCore.Http;
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
    public void Who_was_wrong_thirty_times_may_not_try_again_and_neighbours_may()
    {
        using var tries = new SignInTries();
        var (guesser, neighbour, mapped) = (From("192.0.2.1"), From("192.0.2.2"), From("::ffff:192.0.2.1"));

        for (var wrong = 0; wrong < SignInTries.MostWrong; wrong++)
        {
            Assert.True(tries.MayTry(guesser));
            tries.CountWrong(guesser);
        }

        Assert.Equal([false, true, false], new[] { guesser, neighbour, mapped }.Select(tries.MayTry));

        static HttpContext From(string address) => new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
    }

    [Fact]
    public async Task Tries_at_once_are_made_one_after_the_other_so_that_none_goes_before_the_wrong_ones_count()
    {
        using var tries = new SignInTries();
        var guesser = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("192.0.2.1") } };
        var made = 0;

        await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => Task.Run(async () =>
        {
            using var turn = await tries.BeginAsync(guesser);

            if (turn.IsAcquired)
            {
                await Task.Delay(5);
                tries.CountWrong(guesser);
                Interlocked.Increment(ref made);
            }
        })));

        Assert.InRange(made, 1, SignInTries.MostWrong);
        Assert.True(made == SignInTries.MostWrong || tries.MayTry(guesser));
    }

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
