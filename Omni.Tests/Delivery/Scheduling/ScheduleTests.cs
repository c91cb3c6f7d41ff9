// Messages that wait for their time: what becomes of them when it comes, when Omni was away, when somebody changes their mind.
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery.Scheduling;

public sealed class ScheduleTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task What_is_scheduled_says_nothing_until_its_time_and_then_stands_and_leaves_like_any_other()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var thread = await BeginAsync(acme);
        var before = await ConversationAsync(acme, thread);

        var scheduled = await ScheduleAsync(acme, thread, "Good morning", app.Clock.GetUtcNow().AddHours(1));
        await ReceiveNowAsync(acme, "LATER", "one more question");
        var waiting = await ConversationAsync(acme, thread);

        Assert.Equal(MessageStatus.Scheduled, scheduled.Status);
        Assert.Equal((before.WaitingSince, 2, true), (waiting.WaitingSince, waiting.UnreadCount, waiting.BotEnabled));
        Assert.Empty(acme.Gateway.Sends);

        app.Clock.Advance(TimeSpan.FromHours(1));
        var messages = await acme.WaitForMessagesAsync(m => m.Exists(x => x.Id == scheduled.Id && x.Status is MessageStatus.Sent));

        // In order of arrival it is the last, though it was stored before the question.
        Assert.Equal(scheduled.Id, messages[^1].Id);
        Assert.True(messages[^1].SentAt >= scheduled.SentAt);
        Assert.Equal("Good morning", Assert.Single(acme.Gateway.Sends).Text);
        var after = await ConversationAsync(acme, thread);
        Assert.Equal(scheduled.Id, after.LastMessageId);

        // The question came after it was asked for: nobody has answered it, and nobody has read it.
        Assert.Equal((before.WaitingSince, 2, false), (after.WaitingSince, after.UnreadCount, after.BotEnabled));
        Assert.Equal(0, await acme.ReadAsync(db => db.MessageSchedules.CountAsync()));
    }

    [Theory]
    [InlineData(23, MessageStatus.Sent)]
    [InlineData(25, MessageStatus.Failed)]
    public async Task After_a_time_away_it_still_goes_out_for_a_day_and_then_no_more(int hours, MessageStatus expected)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var thread = await BeginAsync(acme);
        var scheduled = await ScheduleAsync(acme, thread, "late", app.Clock.GetUtcNow().AddMinutes(10));

        app.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromHours(hours));
        var message = (await acme.WaitForMessagesAsync(m => m.Exists(x => x.Id == scheduled.Id && x.Status == expected))).Find(m => m.Id == scheduled.Id)!;

        Assert.Equal(expected is MessageStatus.Failed ? FireSchedule.TooLate : null, message.Error);
        Assert.Equal(expected is MessageStatus.Failed ? 0 : 1, acme.Gateway.Sends.Count);

        // Whoever finds that it still makes sense sends it with Retry.
        if (expected is MessageStatus.Failed)
        {
            await using var scope = app.Enter(acme.Tenant);
            Assert.True((await scope.ServiceProvider.GetRequiredService<RetryMessage>().RunAsync(scheduled.Id, default)).IsOk);
            await acme.WaitForMessagesAsync(m => m.Exists(x => x.Id == scheduled.Id && x.Status is MessageStatus.Sent));
        }
    }

    [Fact]
    public async Task A_series_comes_again_and_after_days_away_only_once()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var thread = await BeginAsync(acme);
        var first = app.Clock.GetUtcNow().AddMinutes(5);
        var scheduled = await ScheduleAsync(acme, thread, "daily", first, Recurrence.Daily);

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await acme.Gateway.WaitForSendsAsync(1, TimeSpan.FromSeconds(60));
        var second = await NextAsync(acme, scheduled.Id);
        Assert.Equal(first.AddDays(1), second.SendAt, TimeSpan.FromMilliseconds(1));

        // Three days and a bit: the last of the missed times is a bit late, those before it are gone.
        app.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(2));
        await acme.Gateway.WaitForSendsAsync(2, TimeSpan.FromSeconds(60));
        var next = await Eventually.ReadAsync(() => NextAsync(acme, scheduled.Id), n => n.Message.Id != second.Message.Id);
        Assert.Equal(first.AddDays(4), next.SendAt, TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, acme.Gateway.Sends.Count);

        // By the id of the first one the rest is cancelled.
        using var api = acme.Api();
        using var cancelled = await api.DeleteAsync($"/api/v1/scheduled/{scheduled.Id}");
        Assert.Equal("cancelled", (await cancelled.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
        Assert.Equal(0, await acme.ReadAsync(db => db.MessageSchedules.CountAsync()));
    }

    [Fact]
    public async Task A_weekly_one_that_was_missed_by_more_than_a_day_waits_for_the_next_week_and_says_so()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var thread = await BeginAsync(acme);
        var first = app.Clock.GetUtcNow().AddMinutes(5);
        var scheduled = await ScheduleAsync(acme, thread, "weekly", first, Recurrence.Weekly);

        app.Clock.Advance(TimeSpan.FromDays(3));
        var next = await Eventually.ReadAsync(() => NextAsync(acme, scheduled.Id), n => n.SendAt > first.AddMinutes(1));

        Assert.Equal(first.AddDays(7), next.SendAt, TimeSpan.FromMilliseconds(1));
        Assert.Equal((FireSchedule.Skipped, scheduled.Id), (next.Message.Error, next.Message.Id));
        Assert.Empty(acme.Gateway.Sends);
    }

    [Fact]
    public async Task Only_if_they_have_not_answered_is_cancelled_by_an_answer_with_its_reason_and_not_by_history()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var thread = await BeginAsync(acme);
        var at = app.Clock.GetUtcNow().AddMinutes(10);
        var unanswered = await ScheduleAsync(acme, thread, "still there?", at, onlyIfUnanswered: true);
        await acme.PostAsync(Webhooks.History(Webhooks.Item("OLD", Customer, "from last year")));
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await acme.WaitForMessagesAsync(m => m.Exists(x => x.Id == unanswered.Id && x.Status is MessageStatus.Sent));

        var answered = await ScheduleAsync(acme, thread, "and now?", app.Clock.GetUtcNow().AddMinutes(10), Recurrence.Daily, onlyIfUnanswered: true);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await ReceiveNowAsync(acme, "ANSWER", "yes, sorry");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        var messages = await acme.WaitForMessagesAsync(m => m.Exists(x => x.Id == answered.Id && x.Status is MessageStatus.Cancelled));

        Assert.Equal(FireSchedule.Answered, messages.Find(m => m.Id == answered.Id)!.Error);
        Assert.Single(acme.Gateway.Sends);
        Assert.Equal(0, await acme.ReadAsync(db => db.MessageSchedules.CountAsync()));
        Assert.Equal("yes, sorry", (await acme.ReadAsync(async db => await db.Messages.SingleAsync(m => db.Conversations.Any(c => c.LastMessageId == m.Id)))).Text);
    }

    [Fact]
    public async Task Of_cancelling_sending_now_changing_and_the_clock_at_one_instant_exactly_one_has_its_way()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var thread = await BeginAsync(acme);
        var rows = new List<Message>();

        for (var i = 0; i < 12; i++)
        {
            rows.Add(await ScheduleAsync(acme, thread, $"race {i}", app.Clock.GetUtcNow().AddHours(1)));
        }

        var won = await Task.WhenAll(rows.SelectMany(r => new[]
        {
            InScopeAsync(acme, async s => (await s.GetRequiredService<CancelScheduled>().RunAsync(r.Id, default)).IsOk),
            InScopeAsync(acme, async s => (await s.GetRequiredService<FireSchedule>().NowAsync(r.Id, default)).IsOk),
            InScopeAsync(acme, async s => (await s.GetRequiredService<FireSchedule>().NowAsync(r.Id, default)).IsOk),
        }));

        Assert.All(won.Chunk(3), of => Assert.Single(of, x => x));
        var sent = won.Chunk(3).Count(of => !of[0]);
        await acme.WaitForMessagesAsync(m => m.Count(x => x.Status is MessageStatus.Sent) == sent && m.Count(x => x.Status is MessageStatus.Cancelled) == 12 - sent);
        Assert.Equal(sent, acme.Gateway.Sends.Count);
        Assert.False(await InScopeAsync(acme, async s => (await s.GetRequiredService<ChangeSchedule>().RunAsync(rows[0].Id, new() { Text = "too late" }, default)).IsOk));
    }

    [Fact]
    public async Task It_moves_with_a_merge_and_goes_home_when_the_merge_is_taken_back()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var stays = await BeginAsync(acme);
        await acme.ReceiveAsync("OTHER", "5511977776666", "from the other number");
        var goes = (await acme.MessagesAsync())[^1].ConversationId;
        var scheduled = await ScheduleAsync(acme, goes, "to the other number", app.Clock.GetUtcNow().AddHours(1));
        using var api = acme.Api();

        using var merged = await api.PostAsJsonAsync($"/api/v1/conversations/{goes}/merge", new { into = stays });
        await merged.ReadAsync(HttpStatusCode.OK);
        using var list = await api.GetAsync($"/api/v1/scheduled?conversation_id={stays}");
        Assert.Equal(scheduled.Id, (await list.ReadAsync(HttpStatusCode.OK)).GetProperty("items")[0].GetProperty("id").GetGuid());

        // What waits is not what was said last.
        Assert.NotEqual(scheduled.Id, (await ConversationAsync(acme, stays)).LastMessageId);
        using var undone = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        await undone.ReadAsync(HttpStatusCode.OK);
        Assert.NotEqual(scheduled.Id, (await ConversationAsync(acme, goes)).LastMessageId);

        app.Clock.Advance(TimeSpan.FromHours(1));
        var messages = await acme.WaitForMessagesAsync(m => m.Exists(x => x.Id == scheduled.Id && x.Status is MessageStatus.Sent));
        Assert.Equal(goes, messages.Find(m => m.Id == scheduled.Id)!.ConversationId);
        Assert.Equal("5511977776666", Assert.Single(acme.Gateway.Sends).Number);
    }

    private async Task<T> InScopeAsync<T>(TestTenant tenant, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = app.Enter(tenant.Tenant);
        return await work(scope.ServiceProvider);
    }

    private async Task<Guid> BeginAsync(TestTenant tenant)
    {
        await ReceiveNowAsync(tenant, $"FIRST-{Guid.NewGuid():N}", "hello");
        return (await tenant.MessagesAsync())[0].ConversationId;
    }

    private async Task ReceiveNowAsync(TestTenant tenant, string id, string text)
        => (await tenant.PostAsync(Webhooks.Text(id, Customer, text, at: app.Clock.GetUtcNow().ToUnixTimeSeconds()))).EnsureSuccessStatusCode();

    private Task<Message> ScheduleAsync(TestTenant tenant, Guid conversationId, string text, DateTimeOffset at, Recurrence recurrence = Recurrence.None, bool onlyIfUnanswered = false)
        => InScopeAsync(tenant, async services =>
        {
            var schedule = new NewSchedule(ScheduledTime.Of(at, TimeZoneInfo.Utc), recurrence, onlyIfUnanswered);
            var made = await services.GetRequiredService<QueueMessage>().RunAsync(
                new() { ConversationId = conversationId, Content = text, Source = MessageSource.Member, AuthorName = "Dana", Schedule = schedule }, default);
            return made.Value!;
        });

    private Task<ScheduledRow> NextAsync(TestTenant tenant, Guid seriesId)
        => Eventually.ReadAsync(() => InScopeAsync(tenant, s => s.GetRequiredService<ListScheduled>().FindAsync(seriesId, default)), r => r is not null)!;

    private static Task<Conversation> ConversationAsync(TestTenant tenant, Guid id) => tenant.ReadAsync(db => db.Conversations.AsNoTracking().SingleAsync(c => c.Id == id));
}
