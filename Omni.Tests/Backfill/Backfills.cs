// Import and backfill as a program asks for them, and what they came to.
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Omni.Tests.Support;

namespace Omni.Tests.Backfill;

internal static class Backfills
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    extension(HttpClient api)
    {
        public async Task<JsonElement> ImportAsync(byte[] file, string query = "")
        {
            using var answer = await api.PostAsync($"/api/v1/backfill/messages{query}", new ByteArrayContent(file), TestContext.Current.CancellationToken);
            return await answer.ReadAsync(HttpStatusCode.OK);
        }

        /// <summary>Answers the job's id.</summary>
        public async Task<string> StartBackfillAsync(bool dryRun = false)
        {
            using var answer = await api.PostAsJsonAsync("/api/v1/backfill/conversations", new { dry_run = dryRun }, TestContext.Current.CancellationToken);
            return (await answer.ReadAsync(HttpStatusCode.Accepted)).GetProperty("job_id").GetString()!;
        }

        public async Task<JsonElement> JobAsync(string id)
        {
            using var answer = await api.GetAsync($"/api/v1/jobs/{id}", TestContext.Current.CancellationToken);
            return await answer.ReadAsync(HttpStatusCode.OK);
        }

        /// <summary>Waits until the job is as expected.</summary>
        public async Task<JsonElement> WaitForJobAsync(string id, Func<JsonElement, bool> expected)
        {
            for (var watch = Stopwatch.StartNew(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
            {
                var job = await api.JobAsync(id);

                if (expected(job))
                {
                    return job;
                }

                Assert.True(watch.Elapsed < Patience && job.GetProperty("status").GetString() is "queued" or "running", job.ToString());
            }
        }

        /// <summary>Runs a backfill to its end.</summary>
        public async Task<JsonElement> BackfillAsync(bool dryRun = false)
            => await api.WaitForJobAsync(await api.StartBackfillAsync(dryRun), job => job.GetProperty("status").GetString() == "completed");
    }

    extension(JsonElement job)
    {
        public long Count(string name) => job.GetProperty("counts").TryGetProperty(name, out var count) ? count.GetInt64() : 0;
    }

    /// <summary>Everything of a tenant that people would see, in words; ids and clocks left out.</summary>
    public static async Task<List<string>> EverythingAsync(string connectionString, string slug)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT concat_ws('|', 'thread', replace(c.canonical_key, @s, '-'), c.status, c.unread_count, c.bot_enabled, c.waiting_since, c.last_activity_at, l.text, c.reply_address, p.phone_number)
            FROM conversations c JOIN tenants t ON t.id = c.tenant_id JOIN contacts p ON p.id = c.contact_id LEFT JOIN messages l ON l.id = c.last_message_id
            WHERE t.slug = @s AND c.merged_into_id IS NULL
            UNION ALL
            SELECT concat_ws('|', 'message', replace(c.canonical_key, @s, '-'), m.sent_at, m.direction, m.source, m.status, m.kind, m.text, m.address, m.instance_name, m.awaits_turn, m.contact_id = c.contact_id,
                row_number() OVER (PARTITION BY m.conversation_id ORDER BY m.sent_at, m.sequence))
            FROM messages m JOIN conversations c ON c.id = m.conversation_id JOIN tenants t ON t.id = m.tenant_id WHERE t.slug = @s
            UNION ALL
            SELECT concat_ws('|', 'address', p.phone_number, i.kind, i.value)
            FROM contact_identities i JOIN contacts p ON p.id = i.contact_id JOIN tenants t ON t.id = i.tenant_id WHERE t.slug = @s
            UNION ALL
            SELECT concat_ws('|', 'key', replace(k.key, @s, '-'), replace(c.canonical_key, @s, '-'))
            FROM conversation_keys k JOIN conversations c ON c.id = k.conversation_id JOIN tenants t ON t.id = k.tenant_id WHERE t.slug = @s
            UNION ALL
            SELECT concat_ws('|', 'row', i.to_number, i.from_number, i.body, i.problem IS NULL, m.text)
            FROM imported_messages i JOIN tenants t ON t.id = i.tenant_id LEFT JOIN messages m ON m.id = i.message_id WHERE t.slug = @s
            """,
            connection);
        command.Parameters.AddWithValue("s", slug);
        await using var reader = await command.ExecuteReaderAsync();
        var all = new List<string>();

        while (await reader.ReadAsync())
        {
            all.Add(reader.GetString(0));
        }

        all.Sort(StringComparer.Ordinal);
        return all;
    }

    /// <summary>Numbers without a country code are dialled in Israel.</summary>
    public static async Task LiveInIsraelAsync(HttpClient platform, string slug)
    {
        using var answer = await platform.PatchAsJsonAsync($"/api/v1/tenants/{slug}", new { default_region = "IL" });
        answer.EnsureSuccessStatusCode();
    }
}
