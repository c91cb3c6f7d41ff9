// Imports a split history and heals it: rows per second, killed once in the middle, and nothing lost or doubled.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Omni.Bench.Servers;

namespace Omni.Bench.Backfill;

internal sealed class BackfillBench : IBench
{
    // A backfill has a floor of its own: --floor is the webhooks'.
    private const int Floor = 1_000;

    public string Name => "backfill";

    public async Task<bool> RunAsync(BenchOptions options)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Backfill of {HistoryFile.Rows:N0} messages of {HistoryFile.Persons:N0} persons, split between numbers, lid@… and leads:"));
        var files = Directory.CreateTempSubdirectory("omni-bench-");

        try
        {
            await using var database = await BenchDatabase.CreateAsync(options.Postgres);
            var calm = await CalmAsync(database, files.FullName);
            var isRight = await AreCountsRightAsync(database, "bench-calm");
            var killed = await KilledAsync(database, files.FullName);
            isRight &= await AreCountsRightAsync(database, "bench-killed");
            isRight &= await IsSameAsync(database);
            Print("undisturbed", calm);
            Print("killed -9 once", killed);

            if (calm < Floor)
            {
                Console.Error.WriteLine($"Below the floor of {Floor} rows a second.");
            }

            return isRight && calm >= Floor;
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private static async Task<double> CalmAsync(BenchDatabase database, string files)
    {
        await using var omni = await OmniServer.StartAsync(database, files);
        using var api = await ImportAsync(omni, "bench-calm");
        var watch = Stopwatch.StartNew();
        await WaitAsync(api, await StartAsync(api), job => job.GetProperty("status").GetString() is not ("queued" or "running"));
        return HistoryFile.Rows / watch.Elapsed.TotalSeconds;
    }

    // Its time holds the kill, the next start and the ten seconds for which the dead node's lease lasts.
    private static async Task<double> KilledAsync(BenchDatabase database, string files)
    {
        var watch = new Stopwatch();
        string key;
        string id;

        await using (var omni = await OmniServer.StartAsync(database, files))
        {
            using var api = await ImportAsync(omni, "bench-killed");
            key = api.DefaultRequestHeaders.GetValues("x-api-key").Single();
            watch.Start();
            id = await StartAsync(api);
            var middle = await WaitAsync(api, id, job => job.GetProperty("done").GetInt64() > HistoryFile.Rows / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  killed at row {middle.GetProperty("done").GetInt64():N0}"));
        }

        await using var again = await OmniServer.StartAsync(database, files);
        using var client = ClientOf(again, key);
        await WaitAsync(client, id, job => job.GetProperty("status").GetString() is not ("queued" or "running"));
        return HistoryFile.Rows / watch.Elapsed.TotalSeconds;
    }

    private static async Task<HttpClient> ImportAsync(ServerProcess omni, string slug)
    {
        using var platform = ClientOf(omni, OmniServer.PlatformKey);
        var tenant = await ReadAsync(await platform.PostAsJsonAsync("/api/v1/tenants", new { slug, name = slug, default_region = "IL" }));
        var api = ClientOf(omni, tenant.GetProperty("api_key").GetString()!);
        var watch = Stopwatch.StartNew();
        var staged = (await ReadAsync(await api.PostAsync("/api/v1/backfill/messages", new ByteArrayContent(HistoryFile.Write())))).GetProperty("staged").GetInt64();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {staged:N0} rows imported, {staged / watch.Elapsed.TotalSeconds:N0} a second"));
        return api;
    }

    private static HttpClient ClientOf(ServerProcess omni, string key)
    {
        var http = new HttpClient { BaseAddress = new(omni.Url), Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Add("x-api-key", key);
        return http;
    }

    private static async Task<string> StartAsync(HttpClient api)
        => (await ReadAsync(await api.PostAsJsonAsync("/api/v1/backfill/conversations", new { dry_run = false }))).GetProperty("job_id").GetString()!;

    private static async Task<JsonElement> WaitAsync(HttpClient api, string id, Func<JsonElement, bool> isReached)
    {
        while (true)
        {
            var job = await ReadAsync(await api.GetAsync($"/api/v1/jobs/{id}"));

            if (isReached(job))
            {
                return job.GetProperty("status").GetString() is "failed" or "cancelled" ? throw new InvalidOperationException(job.ToString()) : job;
            }

            await Task.Delay(100);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {text}");
    }

    // Every row is one message, and every number one thread.
    private static async Task<bool> AreCountsRightAsync(BenchDatabase database, string slug)
    {
        var isRight = true;

        foreach (var (what, expected, rows) in new (string, long, string)[]
        {
            ("messages", HistoryFile.Rows, "messages m WHERE true"),
            ("linked rows", HistoryFile.Rows, "imported_messages m WHERE message_id IS NOT NULL AND problem IS NULL"),
            ("threads", HistoryFile.Persons, "conversations m WHERE merged_into_id IS NULL"),
            ("threads in all", HistoryFile.Persons, "conversations m WHERE canonical_key LIKE 'phone:%' AND unread_count = 0"),
            ("persons", HistoryFile.Persons, "contacts m WHERE merged_into_id IS NULL"),
        })
        {
            var stored = await database.CountAsync($"SELECT count(*) FROM {rows} AND m.tenant_id = (SELECT id FROM tenants WHERE slug = '{slug}')");

            if (stored != expected)
            {
                Console.Error.WriteLine($"Wrong count of {what}: {stored} stored, {expected} expected.");
                isRight = false;
            }
        }

        return isRight;
    }

    // Of the killed one every thread holds the same messages in the same order.
    private static async Task<bool> IsSameAsync(BenchDatabase database)
    {
        var different = await database.CountAsync("""
            WITH threads AS (
                SELECT t.slug, p.phone_number, c.last_activity_at, count(*) AS messages, md5(string_agg(concat_ws('|', m.direction, m.text, m.address, m.sent_at), E'\n' ORDER BY m.sent_at, m.sequence)) AS said
                FROM messages m JOIN conversations c ON c.id = m.conversation_id JOIN contacts p ON p.id = c.contact_id JOIN tenants t ON t.id = m.tenant_id
                GROUP BY t.slug, p.phone_number, c.last_activity_at)
            SELECT count(*) FROM (SELECT * FROM threads WHERE slug = 'bench-calm') a
            FULL JOIN (SELECT * FROM threads WHERE slug = 'bench-killed') b ON a.phone_number = b.phone_number
            WHERE (a.messages, a.said, a.last_activity_at) IS DISTINCT FROM (b.messages, b.said, b.last_activity_at)
            """);

        if (different != 0)
        {
            Console.Error.WriteLine($"{different} threads differ between the undisturbed run and the killed one.");
        }

        return different == 0;
    }

    private static void Print(string name, double perSecond)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-16}{perSecond,10:N0} rows per second"));
}
