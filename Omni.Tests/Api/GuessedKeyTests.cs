using System.Net;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

/// <summary>An Omni that takes five requests a minute.</summary>
public sealed class NarrowApp : OmniApp
{
    public const int PerMinute = 5;

    public NarrowApp() => Settings["Omni:Api:RequestsPerMinute"] = $"{PerMinute}";
}

public sealed class GuessedKeyTests(NarrowApp app) : IClassFixture<NarrowApp>
{
    [Fact]
    public async Task Whoever_guesses_keys_is_told_to_wait_and_others_are_not()
    {
        var statuses = new List<HttpStatusCode>();

        for (var guess = 0; guess <= NarrowApp.PerMinute; guess++)
        {
            using var guesser = app.Api($"omk_guess-{guess}");
            using var response = await guesser.GetAsync("/api/v1/instances", TestContext.Current.CancellationToken);
            statuses.Add(response.StatusCode);
        }

        using var known = app.Api();
        using var welcome = await known.GetAsync("/api/v1/instances", TestContext.Current.CancellationToken);

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, NarrowApp.PerMinute), HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.OK, welcome.StatusCode);
    }
}
