using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery.Chaos;

[Heavy]
[LongRunning]
public sealed class ChaosTests(ChaosRun run) : IClassFixture<ChaosRun>
{
    [Fact]
    public async Task Whatever_fails_every_message_ends_and_what_was_sent_is_sent_once_in_order_and_on_record()
    {
        var accepted = run.Tenant.Gateway.Accepted;
        var byText = accepted.ToLookup(call => call.Text);
        Print(accepted);

        Assert.Equal(ChaosRun.People * ChaosRun.PerPerson, run.Rows.Count);
        Assert.All(run.Rows, row => Assert.True(row.Status is MessageStatus.Sent or MessageStatus.Failed or MessageStatus.Unknown, $"{row.Status}"));
        Assert.All(byText, text => Assert.Single(text));
        Assert.All(run.Rows.Where(r => r.Status is MessageStatus.Sent), row => Assert.Equal(row.ProviderMessageId, Assert.Single(byText[row.Text]).MessageId));
        Assert.All(run.Rows.Where(r => r.Status is MessageStatus.Failed), row => Assert.Equal(("This number is not on WhatsApp.", 0), (row.Error, byText[row.Text].Count())));

        // One of which nobody heard again may have lain on its way while the next one left.
        var sent = run.Rows.Where(r => r.Status is MessageStatus.Sent).Select(r => r.Text).ToHashSet();
        Assert.All(run.Rows.GroupBy(r => r.ConversationId), thread => Assert.Equal(
            thread.Where(r => sent.Contains(r.Text)).Select(r => r.Text),
            accepted.Where(call => call.Number == thread.First().Address.TrimStart('+') && sent.Contains(call.Text)).Select(call => call.Text)));

        // What became of the others comes out as soon as the gateway tells of them.
        var lost = run.Rows.Where(r => r.Status is MessageStatus.Unknown && byText.Contains(r.Text)).ToList();
        await Parallel.ForEachAsync(lost, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (row, _) => await run.EchoAsync(byText[row.Text].Single()));
        var healed = await run.ReadAsync();

        Assert.Equal(run.Rows.Select(r => r.Id), healed.Select(r => r.Id));
        Assert.All(healed, row => Assert.Equal(
            byText.Contains(row.Text) ? (MessageStatus.Sent, byText[row.Text].Single().MessageId) : (row.Status, null),
            (row.Status, row.ProviderMessageId)));
        Assert.DoesNotContain(healed, row => row.Status is MessageStatus.Unknown && byText.Contains(row.Text));
        Assert.Equal(accepted.Count, run.Tenant.Gateway.Accepted.Count);
    }

    private void Print(IReadOnlyList<FakeCall> accepted)
    {
        var requests = run.Tenant.Gateway.Sends.Count;
        string[] figures =
        [
            $"{run.Rows.Count} messages in {run.Took.TotalSeconds:N1} s, {run.Rows.Count / run.Took.TotalSeconds:N0} a second: {string.Join(", ", run.Rows.CountBy(r => r.Status).Select(c => $"{c.Value} {c.Key}"))}.",
            $"The gateway got {requests} requests, failed {(double)run.Failures.Values.Sum() / requests:P0} of them ({string.Join(", ", run.Failures.OrderBy(f => f.Key).Select(f => $"{f.Value} {f.Key}"))}), refused connections {ChaosRun.RefusedAfterPercent.Length} times, and sent {accepted.Count} messages.",
            $"Cut off by a kill: {run.Rows.Count(r => r.Error?.StartsWith("Omni was interrupted", StringComparison.Ordinal) is true)}.",
        ];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', figures));
    }
}
