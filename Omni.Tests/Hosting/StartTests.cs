using System.Net;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Hosting;

[Heavy]
[LongRunning]
public sealed class StartTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"omni-start-{Guid.NewGuid():N}");

    // There while the private PostgreSQL runs.
    private string ServerFile => Path.Combine(_directory, "postgres", "cluster", "postmaster.pid");

    [Fact]
    public async Task Bad_settings_end_the_start_with_a_line_for_each_key_before_the_database_is_touched()
    {
        await using var omni = OmniProcess.Start(
            _directory, ("Omni:PublicUrl", "nonsense"), ("Omni:DefaultRegion", "xx"), ("Omni:Bootstrap:ApiKey", "canary-15-chars"), ("Omni:Outbound:AllowedPrivateHosts", "http://evolution"));

        Assert.Equal(1, await omni.ExitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            [
                "Omni:Bootstrap:ApiKey must have 16 characters or more",
                "Omni:DefaultRegion must match the regular expression '^[A-Z]{2}$'",
                "Omni:Outbound:AllowedPrivateHosts 'http://evolution' is no host: write evolution, evolution:8080, *.internal, 10.0.0.5 or 10.0.0.0/8",
                "Omni:PublicUrl must be an absolute http or https address",
            ],
            omni.Errors.Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(_directory, "postgres")));
    }

    [Fact]
    public async Task It_brings_its_own_database_up_and_takes_it_down_with_it_also_when_a_start_fails_late()
    {
        await using var omni = OmniProcess.Start(_directory);
        await omni.ReadyAsync(TestContext.Current.CancellationToken);

        await using (var second = OmniProcess.Start(_directory))
        {
            Assert.Equal(1, await second.ExitAsync(TestContext.Current.CancellationToken));
            Assert.StartsWith("Another Omni is already running on the data directory", Assert.Single(second.Errors), StringComparison.Ordinal);
        }

        Assert.True(File.Exists(ServerFile));
        await AnswersProbesAsync(omni.Client);

        Assert.Equal(0, await omni.StopAsync(TestContext.Current.CancellationToken));
        Assert.False(File.Exists(ServerFile));
        Assert.Empty(omni.Errors);
        Assert.Contains("Omni listens on http://127.0.0.1:", await File.ReadAllTextAsync(Path.Combine(_directory, "logs", "omni.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await using var taken = await FakeServer.StartAsync((_, _) => Task.CompletedTask);
        await using var late = OmniProcess.Start(_directory, ("Kestrel:Endpoints:Taken:Url", taken.Url));
        Assert.Equal(1, await late.ExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("address already in use", Assert.Single(late.Errors), StringComparison.Ordinal);
        Assert.Contains("The database is up to date", late.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(ServerFile));
    }

    [Fact]
    public async Task A_term_signal_during_the_start_leaves_no_database_behind()
    {
        await using var omni = OmniProcess.Start(_directory);

        while (!Directory.Exists(Path.Combine(_directory, "postgres")))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await omni.StopAsync(TestContext.Current.CancellationToken);

        Assert.False(File.Exists(ServerFile));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task AnswersProbesAsync(HttpClient client)
    {
        var health = JsonDocument.Parse(await client.GetStringAsync("/health", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.True(health.GetProperty("timestamp").TryGetDateTimeOffset(out _));
        Assert.All((string[])["database", "jobs", "storage"], name => Assert.Equal("healthy", health.GetProperty("checks").GetProperty(name).GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);

        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("omni_messages_stored_total 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("process_resident_memory_bytes ", metrics, StringComparison.Ordinal);

        using var passedOn = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        passedOn.Headers.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(passedOn, TestContext.Current.CancellationToken)).StatusCode);
    }
}
