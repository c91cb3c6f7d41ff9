// A backfill that is killed in the middle ends as one that was left alone.
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Jobs;
using Omni.Tests.Recovery;
using Omni.Tests.Support;

namespace Omni.Tests.Backfill;

[LongRunning]
public sealed class KilledBackfillTests(OmniApp seed) : IClassFixture<OmniApp>
{
    private const int Rows = 3_000;
    private const int Persons = 120;

    [Fact]
    public async Task A_backfill_that_was_killed_in_the_middle_ends_as_one_that_was_left_alone()
    {
        // Makes the database, and does no work of its own.
        await seed.Services.GetRequiredService<JobRunner>().StopAsync(TestContext.Current.CancellationToken);
        var files = Directory.CreateTempSubdirectory("omni-backfill-");

        try
        {
            var omni = await ChildOmni.StartAsync(seed.ConnectionString, files.FullName);
            var (calm, calmKey) = await TenantAsync(omni);
            await As(omni, calmKey).BackfillAsync();

            var (killed, killedKey) = await TenantAsync(omni);
            var api = As(omni, killedKey);
            var id = await api.StartBackfillAsync();
            var middle = await api.WaitForJobAsync(id, j => j.GetProperty("done").GetInt64() > 0);
            await omni.DisposeAsync();
            Assert.InRange(middle.GetProperty("done").GetInt64(), 1, Rows - 1);

            await using var again = await ChildOmni.StartAsync(seed.ConnectionString, files.FullName);
            var job = await As(again, killedKey).WaitForJobAsync(id, j => j.GetProperty("status").GetString() == "completed");

            Assert.Equal((Rows - 1, 1, Persons, Persons), (job.Count("linked"), job.Count("bad"), job.Count("contacts_made"), job.Count("conversations_made")));
            Assert.Equal(await Backfills.EverythingAsync(seed.ConnectionString, calm), await Backfills.EverythingAsync(seed.ConnectionString, killed));
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private static HttpClient As(ChildOmni omni, string key)
    {
        var http = new HttpClient { BaseAddress = omni.Http.BaseAddress };
        http.DefaultRequestHeaders.Add("x-api-key", key);
        return http;
    }

    private static async Task<(string Slug, string Key)> TenantAsync(ChildOmni omni)
    {
        var slug = ApiTenants.NewName("k");
        using var platform = As(omni, OmniApp.PlatformKey);
        using var made = await platform.PostAsJsonAsync("/api/v1/tenants", new { slug, name = slug, default_region = "IL" });
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("api_key").GetString()!;
        using var api = As(omni, key);
        await api.ImportAsync([.. SeedShape.Csv(Rows - 1, Persons), .. "nobody,,,outbound,bad,2024-05-01,\n"u8]);
        return (slug, key);
    }
}
