// Two tenants with the same history: one was healed in peace, the other is being healed when Omni is killed.
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Tests.Backfill;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

public sealed class KilledBackfill
{
    public const int Rows = 2_000;
    public const int Persons = 80;
    private readonly string _connectionString;
    private readonly string _slug;

    private KilledBackfill(string connectionString, string slug, string key, IReadOnlyList<string> leftAlone) => (_connectionString, _slug, Key, LeftAlone) = (connectionString, slug, key, leftAlone);

    /// <summary>Of the tenant whose backfill does not end.</summary>
    public string Key { get; }

    public string Job { get; private set; } = "";

    public long DoneWhenKilled { get; private set; }

    /// <summary>What the healing in peace came to.</summary>
    public IReadOnlyList<string> LeftAlone { get; }

    /// <summary>Imports both histories and heals the first.</summary>
    internal static async Task<KilledBackfill> PrepareAsync(ChildOmni omni, string connectionString)
    {
        var (calm, calmKey) = await TenantAsync(omni);
        using var api = omni.As(calmKey);
        await api.BackfillAsync();
        var (slug, key) = await TenantAsync(omni);
        return new(connectionString, slug, key, await Backfills.EverythingAsync(connectionString, calm));
    }

    /// <summary>Begins to heal the second, and returns in the middle of it.</summary>
    internal async Task StartAsync(ChildOmni omni)
    {
        using var api = omni.As(Key);
        Job = await api.StartBackfillAsync();
        DoneWhenKilled = (await api.WaitForJobAsync(Job, j => j.GetProperty("done").GetInt64() > 0)).GetProperty("done").GetInt64();
    }

    public Task<List<string>> EverythingAsync() => Backfills.EverythingAsync(_connectionString, _slug);

    private static async Task<(string Slug, string Key)> TenantAsync(ChildOmni omni)
    {
        var slug = ApiTenants.NewName("k");
        using var platform = omni.As(OmniApp.PlatformKey);
        using var made = await platform.PostAsJsonAsync("/api/v1/tenants", new { slug, name = slug, default_region = "IL" });
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("api_key").GetString()!;
        using var api = omni.As(key);
        await api.ImportAsync([.. SeedShape.Csv(Rows - 1, Persons), .. "nobody,,,outbound,bad,2024-05-01,\n"u8]);
        return (slug, key);
    }
}
