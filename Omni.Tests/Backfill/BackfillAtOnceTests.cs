// A backfill beside what else goes on: another node, and messages that come in meanwhile.
using Microsoft.EntityFrameworkCore;
using Omni.Tests.Support;

namespace Omni.Tests.Backfill;

[Heavy]
[Collection(nameof(TwoNodes))]
public sealed class BackfillAtOnceTests(TwoNodes nodes)
{
    private const int Rows = 1_000;
    private const int Persons = 30;

    [Fact]
    public async Task Two_nodes_do_it_once_and_messages_that_come_meanwhile_are_neither_lost_nor_doubled()
    {
        await using var acme = await TestTenant.CreateAsync(nodes.One, hasAgent: false);
        using var platform = nodes.One.Api();
        await Backfills.LiveInIsraelAsync(platform, acme.Tenant.Slug);
        using var api = acme.Api();
        await api.ImportAsync(SeedShape.Csv(Rows, Persons));

        var id = await api.StartBackfillAsync();
        var received = await Task.WhenAll(Enumerable.Range(0, Persons + 20).Select(async p =>
        {
            // Each webhook twice at once, as a gateway does that heard no answer; twenty of persons whom nobody knows.
            var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => acme.ReceiveAsync($"LIVE-{p}", SeedShape.Number(p)[1..], $"live {p}")));
            return answers.All(a => a.IsSuccessStatusCode);
        }));
        var job = await api.WaitForJobAsync(id, j => j.GetProperty("status").GetString() == "completed");

        Assert.DoesNotContain(false, received);
        Assert.Equal(Rows, job.Count("linked"));
        var messages = await acme.MessagesAsync();
        Assert.Equal(Rows + Persons + 20, messages.Count);
        Assert.Equal(messages.Count, messages.Select(m => m.Text).Distinct().Count());
        Assert.Equal(Persons + 20, await acme.ReadAsync(db => db.Conversations.CountAsync(c => c.MergedIntoId == null)));
        Assert.Equal(Persons + 20, await acme.ReadAsync(db => db.Conversations.SumAsync(c => c.UnreadCount)));
        Assert.Equal("{}", (await api.BackfillAsync()).GetProperty("counts").ToString());
    }
}
