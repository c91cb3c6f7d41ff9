// Starting on a database that somebody else runs: the classes run at once, and these mostly wait.
using System.Net;
using Omni.Tests.Support;

namespace Omni.Tests.Hosting;

[Heavy]
[LongRunning]
public sealed class GivenDatabaseTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"omni-start-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("Host=127.0.0.1;Password=a;canary", "ConnectionStrings:Omni is no connection string")]
    [InlineData("postgres://omni:canary@localhost/omni", "ConnectionStrings:Omni is no connection string")]
    public async Task A_connection_string_that_is_none_ends_the_start_with_one_line_without_the_password(string connectionString, string line)
    {
        await using var omni = OmniProcess.Start(_directory, ("ConnectionStrings:Omni", connectionString));

        Assert.Equal(1, await omni.ExitAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith(line, Assert.Single(omni.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", omni.Output + omni.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_stays_away_is_waited_for_and_ends_the_start_with_one_line()
    {
        await using var omni = OmniProcess.Start(_directory, ("ConnectionStrings:Omni", "Host=127.0.0.1;Port=1;Database=omni;Username=omni;Password=canary"));

        Assert.Equal(1, await omni.ExitAsync(TestContext.Current.CancellationToken));
        Assert.Equal("ConnectionStrings:Omni: the database omni at 127.0.0.1:1 cannot be used: Connection refused", Assert.Single(omni.Errors));
        Assert.Contains("does not answer yet", omni.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", omni.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_database_it_says_that_it_is_not_ready_and_lives_on()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var omni = OmniProcess.Start(_directory, ("ConnectionStrings:Omni", postgres.ConnectionString));
        await omni.ReadyAsync(TestContext.Current.CancellationToken);

        await postgres.StopAsync();
        using var away = await omni.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("\"status\":\"unhealthy\"", await away.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await omni.Client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);

        await postgres.StartAgainAsync();
        await omni.ReadyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await omni.StopAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
