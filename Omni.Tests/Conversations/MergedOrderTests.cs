// Two threads as one: the order is that of the channel's time, and so is what the list previews.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Conversations.Merging;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class MergedOrderTests(SharedApp app)
{
    private const long Noon = 1763650000;

    [Fact]
    public async Task The_preview_is_what_stands_last_though_the_other_thread_was_active_later()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.PostAsync(Webhooks.Text("ONE", "5511988887777", "stands last", at: Noon))).Dispose();
        (await acme.PostAsync(Webhooks.Text("TWO", "5511966665555", "came later, was sent before", at: Noon - 60))).Dispose();
        var threads = await acme.ReadAsync(db => db.Conversations.OrderBy(c => c.CreatedAt).Select(c => c.Id).ToListAsync());

        await using var scope = app.Enter(acme.Tenant);
        var preview = await scope.ServiceProvider.GetRequiredService<PreviewMerge>().RunAsync(threads[1], threads[0], default);
        var merged = await scope.ServiceProvider.GetRequiredService<MergeByHand>().RunAsync(threads[1], threads[0], "Dana", default);

        Assert.Equal((1, null, 2), (preview!.MessageCount, preview.Assignee, preview.Addresses.Count));
        Assert.Equal(threads[0], merged.Value!.ConversationId);
        var stays = await acme.ReadAsync(db => db.Conversations.SingleAsync(c => c.Id == threads[0]));
        var messages = await acme.MessagesAsync();
        Assert.Equal((messages[0].Id, messages[1].CreatedAt, 2), (stays.LastMessageId, stays.LastActivityAt, stays.UnreadCount));
        Assert.Null(await scope.ServiceProvider.GetRequiredService<PreviewMerge>().RunAsync(threads[1], threads[0], default));
    }

    [Fact]
    public async Task The_same_name_and_another_form_of_the_number_are_suggested_and_nobody_else()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.PostAsync(Webhooks.Text("ONE", "5511988887777", "with the 9"))).Dispose();
        (await acme.PostAsync(Webhooks.Text("TWO", "4917012345678", "called by the number without it"))).Dispose();
        await acme.ReadAsync(db => db.Contacts.Where(c => c.PhoneNumber == "+4917012345678").ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, "+551188887777")));
        (await acme.PostAsync(Webhooks.Text("THREE", "4915111111111", "same name", name: "MARIA SILVA"))).Dispose();
        (await acme.PostAsync(Webhooks.Text("FOUR", "4915122222222", "nobody", name: "Maria_Silva"))).Dispose();
        var open = await acme.ReadAsync(db => db.Conversations.OrderBy(c => c.CreatedAt).Select(c => c.Id).FirstAsync());

        await using var scope = app.Enter(acme.Tenant);
        var found = await scope.ServiceProvider.GetRequiredService<SuggestMerges>().RunAsync(open, default);

        Assert.Equal(
            [("+551188887777", MergeReason.SameNumber), ("MARIA SILVA", MergeReason.SameName)],
            found.Select(f => (f.Row.ContactName!, f.Reason)));
    }
}
