// Twenty writers, twenty people (fifty with OMNI_FULL_TESTS=1) by mixed addresses, while merges and backfills run: nothing is lost or doubled, and every person ends with one thread.
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

[Heavy]
public sealed class UnderLoadTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const int Writers = 20;
    private static readonly int People = TestSize.IsFull ? 50 : 20;
    private static readonly int Each = TestSize.IsFull ? 200 : 10;

    [Fact]
    public async Task Writers_at_once_lose_and_double_nothing_while_threads_are_united()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var stop = new CancellationTokenSource();
        var busy = Task.WhenAll(MergeAsync(acme, stop.Token), BackfillAsync(acme, stop.Token));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => WriteAsync(acme, w)));
        await stop.CancelAsync();
        await busy;

        // Whoever was known by one address only is told by both.
        for (var person = 0; person < People; person++)
        {
            await PostAsync(acme, Message($"{Lid(person)}@lid", $"{Phone(person)}@s.whatsapp.net", $"LAST{person}", "last"));
        }

        var messages = await acme.MessagesAsync();
        var expected = Enumerable.Range(0, Writers).SelectMany(w => Enumerable.Range(0, Each).Select(n => $"W{w}N{n}")).Concat(Enumerable.Range(0, People).Select(p => $"LAST{p}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), messages.Select(m => m.ProviderMessageId!).Order(StringComparer.Ordinal));

        var threads = await acme.ReadAsync(db => db.Conversations.Where(c => c.MergedIntoId == null).ToListAsync());
        Assert.Equal(People, threads.Count);
        Assert.Equal(People, await acme.ReadAsync(db => db.Contacts.CountAsync(c => c.MergedIntoId == null)));
        Assert.Equal(threads.Select(t => t.Id).Order(), messages.Select(m => m.ConversationId).Distinct().Order());
        Assert.All(messages.GroupBy(m => m.ConversationId), thread => Assert.Single(thread.Select(m => m.Text!.Split(' ')[^1]).Where(t => t != "last").Distinct()));
        Assert.All(threads, t => Assert.Equal(messages.Count(m => m.ConversationId == t.Id && m.Direction == MessageDirection.Inbound), t.UnreadCount));
        Assert.All(messages, m => Assert.Equal(threads.Single(t => t.Id == m.ConversationId).ContactId, m.ContactId));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains("could not be stored", StringComparison.Ordinal));
    }

    private static async Task WriteAsync(TestTenant acme, int writer)
    {
        for (var n = 0; n < Each; n++)
        {
            var person = ((writer * 7) + n) % People;
            var (phone, lid) = ($"{Phone(person)}@s.whatsapp.net", $"{Lid(person)}@lid");
            var (jid, alt) = ((writer + n) % 5) switch
            {
                0 => (phone, null),
                1 => (lid, null),
                2 => (lid, phone),
                3 => (phone, lid),
                _ => ($"{Phone(person, withNine: false)}:7@s.whatsapp.net", (string?)null),
            };
            await PostAsync(acme, Message(jid, alt, $"W{writer}N{n}", $"of {person}"));
        }
    }

    // Merges that are right, by the API, of whatever two threads one person has at the moment.
    private static async Task MergeAsync(TestTenant acme, CancellationToken stop)
    {
        using var api = acme.Api();

        for (var person = 0; !stop.IsCancellationRequested; person = (person + 1) % People)
        {
            using var byPhone = await api.GetAsync($"/api/v1/conversations/by-phone/{Phone(person)}", CancellationToken.None);
            using var byLid = await api.GetAsync($"/api/v1/conversations/by-phone/{Lid(person)}@lid", CancellationToken.None);

            if (byPhone.IsSuccessStatusCode && byLid.IsSuccessStatusCode)
            {
                var into = (await byPhone.ReadAsync(HttpStatusCode.OK)).GetProperty("id").GetGuid();
                var from = (await byLid.ReadAsync(HttpStatusCode.OK)).GetProperty("id").GetGuid();
                using var merged = await api.PostAsync(
                    $"/api/v1/conversations/{from}/merge", new StringContent($$"""{"into":"{{into}}"}""", Encoding.UTF8, "application/json"), CancellationToken.None);
                Assert.True(merged.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{merged.StatusCode}");
            }
        }
    }

    // One backfill after another.
    private static async Task BackfillAsync(TestTenant acme, CancellationToken stop)
    {
        using var api = acme.Api();

        while (!stop.IsCancellationRequested)
        {
            using var started = await api.PostAsync("/api/v1/backfill/conversations", new StringContent("{}", Encoding.UTF8, "application/json"), CancellationToken.None);
            var id = (await started.ReadAsync(HttpStatusCode.Accepted)).GetProperty("job_id").GetGuid();
            var status = await Eventually.ReadAsync(() => StatusAsync(api, id), s => s is not ("queued" or "running"), s => s);
            Assert.Equal("completed", status);
        }
    }

    private static async Task<string> StatusAsync(HttpClient api, Guid id)
    {
        using var job = await api.GetAsync($"/api/v1/jobs/{id}", CancellationToken.None);
        return (await job.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString()!;
    }

    private static async Task PostAsync(TestTenant acme, byte[] body)
    {
        using var answer = await acme.PostAsync(body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static string Phone(int person, bool withNine = true) => $"5511{(withNine ? "9" : "")}{80_000_000 + person}";

    private static string Lid(int person) => $"{200_000_000_000_000 + person}";

    private static byte[] Message(string jid, string? alt, string id, string text) => Encoding.UTF8.GetBytes(
        $$$"""{"event":"messages.upsert","data":{"key":{"remoteJid":"{{{jid}}}"{{{(alt is null ? "" : $",\"remoteJidAlt\":\"{alt}\"")}}},"fromMe":false,"id":"{{{id}}}"},"message":{"conversation":"{{{text}}}"},"messageTimestamp":1763650000}}""");
}
