using System.Net;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

public sealed class DatabaseGoneTests
{
    [Fact]
    public async Task While_the_database_is_gone_the_api_says_503_and_afterwards_it_works_again()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var app = OmniApp.On(postgres.ConnectionString);
        await app.InitializeAsync();
        using var api = app.Api();
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/instances")).StatusCode);

        await postgres.StopAsync();
        using var refused = await api.GetAsync("/api/v1/instances");
        var problem = await refused.ReadAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("127.0.0.1", problem.GetRawText(), StringComparison.Ordinal);

        Assert.Contains(app.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("GET /api/v1/instances/ found no database", StringComparison.Ordinal));

        await postgres.StartAgainAsync();
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/instances")).StatusCode);
    }
}
