// What a message does to its conversation when it comes late: the list previews what stands last in the thread, whichever way it was stored.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Tests.Support;

namespace Omni.Tests.Intake;

public sealed class LateMessageTests(SharedApp app)
{
    private const string Maria = "5511988887777";
    private const long Noon = 1763650000;

    [Theory]
    [InlineData("Maria Silva")]
    [InlineData("Maria, renamed, which is the long way in")]
    public async Task A_late_message_is_unread_and_moves_the_conversation_but_is_not_previewed(string name)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.PostAsync(Webhooks.Text("ONE", Maria, "Oi", at: Noon))).Dispose();
        (await acme.PostAsync(Webhooks.Text("LATE", Maria, "before that", name: name, at: Noon - 60))).Dispose();

        var conversation = await ConversationAsync(acme);
        var messages = await acme.MessagesAsync();
        Assert.Equal((messages[0].Id, 2, messages[1].CreatedAt), (conversation.LastMessageId, conversation.UnreadCount, conversation.LastActivityAt));

        // At the same second, who arrives later stands below.
        (await acme.PostAsync(Webhooks.Text("SAME", Maria, "in the same second", name: name, at: Noon))).Dispose();
        Assert.Equal((await acme.MessagesAsync())[2].Id, (await ConversationAsync(acme)).LastMessageId);
    }

    [Fact]
    public async Task What_we_wrote_on_the_phone_before_the_customer_last_wrote_leaves_them_waiting()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.PostAsync(Webhooks.Text("ONE", Maria, "Oi", at: Noon))).Dispose();
        (await acme.PostAsync(Webhooks.Text("OURS", Maria, "Good morning", fromMe: true, at: Noon - 60))).Dispose();

        var conversation = await ConversationAsync(acme);
        var messages = await acme.MessagesAsync();
        Assert.Equal((messages[0].Id, messages[0].CreatedAt), (conversation.LastMessageId, conversation.WaitingSince));

        (await acme.PostAsync(Webhooks.Text("AFTER", Maria, "We are open", fromMe: true, at: Noon + 60))).Dispose();
        Assert.Null((await ConversationAsync(acme)).WaitingSince);
    }

    [Fact]
    public async Task An_import_raises_nothing_unread_and_is_previewed_where_it_stands_last()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.PostAsync(Webhooks.Text("LIVE", Maria, "live", at: Noon))).Dispose();
        var live = await ConversationAsync(acme);

        (await acme.PostAsync(Webhooks.History(Webhooks.Item("OLD", Maria, "long ago", at: Noon - 600)))).Dispose();
        Assert.Equal((live.LastMessageId, 1, live.LastActivityAt), await StandingAsync(acme));

        (await acme.PostAsync(Webhooks.History(Webhooks.Item("MISSED", Maria, "missed meanwhile", at: Noon + 600)))).Dispose();
        Assert.Equal(((await acme.MessagesAsync())[2].Id, 1, live.LastActivityAt), await StandingAsync(acme));
    }

    [Fact]
    public async Task Messages_at_once_leave_the_one_that_stands_last_in_the_preview()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.PostAsync(Webhooks.Text("FIRST", Maria, "Oi", at: Noon))).Dispose();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => acme.PostAsync(Webhooks.Text($"N{n}", Maria, $"text {n}", at: Noon + ((n * 5) % 12)))));

        Assert.All(answers, answer => answer.EnsureSuccessStatusCode());
        var messages = await acme.MessagesAsync();
        Assert.Equal(13, messages.Count);
        Assert.Equal((messages.OrderBy(m => m.SentAt).ThenBy(m => m.Sequence).Last().Id, 13), ((await ConversationAsync(acme)).LastMessageId, (await ConversationAsync(acme)).UnreadCount));
    }

    private static Task<Conversation> ConversationAsync(TestTenant tenant) => tenant.ReadAsync(db => db.Conversations.AsNoTracking().SingleAsync());

    private static async Task<(Guid?, int, DateTimeOffset)> StandingAsync(TestTenant tenant)
    {
        var row = await ConversationAsync(tenant);
        return (row.LastMessageId, row.UnreadCount, row.LastActivityAt);
    }
}
