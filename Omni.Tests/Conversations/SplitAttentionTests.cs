// What a customer wrote while their thread was merged calls for an answer once it stands by itself again, as if it had never gone.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class SplitAttentionTests(SharedApp app)
{
    private const string Noa = "972501111111";
    private const string Other = "972502222222";

    [Theory]
    [InlineData(ConversationStatus.Snoozed, false, ConversationStatus.Open)]
    [InlineData(ConversationStatus.Resolved, false, ConversationStatus.Open)]
    [InlineData(ConversationStatus.Snoozed, true, ConversationStatus.Open)]
    [InlineData(ConversationStatus.Resolved, true, ConversationStatus.Pending)]
    public async Task What_was_put_off_or_done_comes_back_unread(ConversationStatus before, bool hasAgent, ConversationStatus after)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        await PutAsync(api, goes, before, days: 7);
        await ReadAsync(api, goes);
        await MergeAsync(api, goes, stays);
        await acme.PostAsync(Webhooks.Text("MORE", Other, "one more thing", at: 1763650100));

        if (hasAgent)
        {
            await acme.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.AgentId, db.Agents.Select(a => (Guid?)a.Id).First())));
        }

        await UndoAsync(api, goes);

        var (noas, others) = await RowsAsync(acme, stays, goes);
        Assert.Equal((after, null, 1), (others.Status, others.SnoozedUntil, others.UnreadCount));
        Assert.Equal((ConversationStatus.Open, 1), (noas.Status, noas.UnreadCount));
        Assert.Equal(before is ConversationStatus.Resolved ? "one more thing" : "b", (await acme.MessagesAsync()).First(m => m.ConversationId == goes && m.SentAt == others.WaitingSince).Text);
    }

    [Fact]
    public async Task What_people_did_with_both_after_it_came_holds_for_both()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        await PutAsync(api, goes, ConversationStatus.Snoozed, days: 7);
        await MergeAsync(api, goes, stays);
        await acme.ReceiveAsync("MORE", Other, "one more thing");
        await PutAsync(api, stays, ConversationStatus.Snoozed, days: 1);
        await UndoAsync(api, goes);

        var (_, others) = await RowsAsync(acme, stays, goes);
        Assert.Equal(ConversationStatus.Snoozed, others.Status);
        Assert.Equal(app.Clock.GetUtcNow().AddDays(1), others.SnoozedUntil!.Value, TimeSpan.FromMinutes(5));

        await PutAsync(api, goes, ConversationStatus.Resolved, days: 0);
        await MergeAsync(api, goes, stays);
        await acme.ReceiveAsync("AGAIN", Other, "and another");
        await PutAsync(api, stays, ConversationStatus.Resolved, days: 0);
        await UndoAsync(api, goes);
        (_, others) = await RowsAsync(acme, stays, goes);
        Assert.Equal((ConversationStatus.Resolved, 0, null), (others.Status, others.UnreadCount, others.WaitingSince));
    }

    [Fact]
    public async Task What_only_the_past_told_calls_nobody()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        await PutAsync(api, goes, ConversationStatus.Resolved, days: 0);
        await MergeAsync(api, goes, stays);
        await acme.PostAsync(Webhooks.History(Webhooks.Item("OLD", Other, "long ago", at: 1700000000)));

        await UndoAsync(api, goes);

        var (noas, others) = await RowsAsync(acme, stays, goes);
        Assert.Equal(goes, (await acme.MessagesAsync()).Single(m => m.Text == "long ago").ConversationId);
        Assert.Equal((ConversationStatus.Resolved, 0, 1), (others.Status, others.UnreadCount, noas.UnreadCount));
    }

    [Fact]
    public async Task What_is_unread_is_unread_where_it_was_written()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        await MergeAsync(api, goes, stays);
        await ReadAsync(api, stays);
        await acme.ReceiveAsync("MORE", Noa, "from noa");

        await UndoAsync(api, goes);
        var (noas, others) = await RowsAsync(acme, stays, goes);
        Assert.Equal((1, 0), (noas.UnreadCount, others.UnreadCount));

        await MergeAsync(api, goes, stays);
        await acme.ReceiveAsync("THEN", Other, "from the other");
        await UndoAsync(api, goes);
        (noas, others) = await RowsAsync(acme, stays, goes);
        Assert.Equal((1, 1), (noas.UnreadCount, others.UnreadCount));
    }

    [Fact]
    public async Task Answers_leave_for_whom_they_are_meant()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        await MergeAsync(api, goes, stays);
        await acme.PostAsync(Webhooks.Text("OURS", Other, "from the phone", fromMe: true, at: 1763650100));
        await UndoAsync(api, goes);
        var (noas, others) = await RowsAsync(acme, stays, goes);
        Assert.Equal((false, true), (noas.WaitingSince is null, others.WaitingSince is null));

        foreach (var (id, digits) in (List<(Guid, string)>)[(stays, Noa), (goes, Other)])
        {
            using var sent = await api.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = $"for {digits}" });
            await sent.ReadAsync(HttpStatusCode.Accepted);
        }

        Assert.Equal(
            [$"{Noa}@s.whatsapp.net", $"{Other}@s.whatsapp.net"],
            (await acme.MessagesAsync()).Where(m => m.Text!.StartsWith("for ", StringComparison.Ordinal)).Select(m => m.Address));
    }

    [Fact]
    public async Task Who_has_only_called_is_answered_at_their_own_number()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        await acme.PostAsync(Encoding.UTF8.GetBytes($$$"""{"event":"call","data":{"id":"CALL1","from":"{{{Noa}}}@s.whatsapp.net","status":"offer","date":"2026-01-01T10:00:00.000Z"}}"""));
        var stays = await acme.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());
        await acme.ReceiveAsync("B", Other, "b");
        var goes = (await acme.MessagesAsync())[0].ConversationId;
        await MergeAsync(api, goes, stays);
        await UndoAsync(api, goes);

        var (noas, _) = await RowsAsync(acme, stays, goes);
        Assert.Equal(($"+{Noa}", acme.InstanceId), (noas.ReplyAddress, noas.InstanceId));
    }

    private static async Task<(Guid Noas, Guid Others)> TwoAsync(TestTenant tenant)
    {
        await tenant.ReceiveAsync("A", Noa, "a");
        await tenant.ReceiveAsync("B", Other, "b");
        var messages = await tenant.MessagesAsync();
        return (messages[0].ConversationId, messages[1].ConversationId);
    }

    private static async Task<(Conversation Noas, Conversation Others)> RowsAsync(TestTenant tenant, Guid noas, Guid others)
    {
        var rows = await tenant.ReadAsync(db => db.Conversations.AsNoTracking().ToDictionaryAsync(c => c.Id));
        return (rows[noas], rows[others]);
    }

    private async Task PutAsync(HttpClient api, Guid id, ConversationStatus status, int days)
    {
        using var put = await api.PatchAsJsonAsync(
            $"/api/v1/conversations/{id}",
            new { status = status.ToString().ToLowerInvariant(), snoozed_until = status is ConversationStatus.Snoozed ? app.Clock.GetUtcNow().AddDays(days) : (DateTimeOffset?)null });
        await put.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task ReadAsync(HttpClient api, Guid id)
    {
        using var read = await api.PostAsync($"/api/v1/conversations/{id}/read", null);
        await read.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task MergeAsync(HttpClient api, Guid from, Guid into)
    {
        using var merged = await api.PostAsJsonAsync($"/api/v1/conversations/{from}/merge", new { into });
        await merged.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task UndoAsync(HttpClient api, Guid merged)
    {
        using var undone = await api.DeleteAsync($"/api/v1/conversations/{merged}/merge");
        await undone.ReadAsync(HttpStatusCode.OK);
    }
}
