// A conversation that people have answered goes back to its agent after a quiet time, once, and not while a customer waits.
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Omni.Core.Conversations;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class GiveBackTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task After_thirty_quiet_minutes_the_agent_has_it_again_and_the_thread_says_so_once()
    {
        await using var two = OmniApp.On(app.ConnectionString);
        await two.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app);

        // What other tests left is given back first.
        await SweepAsync(app);
        await SetMinutesAsync(acme, 30);
        var conversation = await TakenAsync(acme);
        var taken = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((ConversationStatus.Open, false, "Ana"), (taken.Status, taken.BotEnabled, taken.HeldBy));
        Assert.NotNull(taken.HeldSince);

        Assert.Equal(0, await SweepAsync(app));
        Move(TimeSpan.FromMinutes(31), app, two);

        // Of two nodes that look at the same instant one gives it back.
        var given = await Task.WhenAll(SweepAsync(app), SweepAsync(two), SweepAsync(app), SweepAsync(two));
        Assert.InRange(given.Sum(), 0, 1);
        var back = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.Conversations.SingleAsync()), c => c.BotEnabled);
        Assert.Equal((ConversationStatus.Pending, null), (back.Status, back.HeldBy));
        var line = Assert.Single(await acme.ReadAsync(db => db.Activities.Where(a => a.Kind == ActivityKind.BotResumed).ToListAsync()));
        Assert.Equal((null, "30 minutes", conversation), (line.Actor, line.Detail, line.ConversationId));

        (await acme.ReceiveAsync("AGAIN", Customer, "Still there?")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m[^1] is { Source: MessageSource.Bot, Status: MessageStatus.Sent, Text: "Answer to: Still there?" });
    }

    [Fact]
    public async Task A_customer_who_waits_for_people_is_not_given_back_and_every_message_begins_the_quiet_time_anew()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await SetMinutesAsync(acme, 60);
        var conversation = await TakenAsync(acme);
        app.Clock.Advance(TimeSpan.FromMinutes(50));
        (await acme.ReceiveAsync("MORE", Customer, "And one more thing")).EnsureSuccessStatusCode();
        app.Clock.Advance(TimeSpan.FromMinutes(120));
        await SweepAsync(app);
        Assert.False(await acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()));

        await AnswerAsync(acme, conversation);
        app.Clock.Advance(TimeSpan.FromMinutes(50));
        await SweepAsync(app);
        Assert.False(await acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()));
        app.Clock.Advance(TimeSpan.FromMinutes(11));
        await SweepAsync(app);
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()), on => on);
    }

    [Fact]
    public async Task Without_a_time_or_once_resolved_nothing_is_given_back()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await TakenAsync(acme);
        app.Clock.Advance(TimeSpan.FromDays(30));
        await SweepAsync(app);
        Assert.False(await acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()));

        using var api = acme.Api();
        using var refused = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { give_back_minutes = 0 });
        Assert.True((await refused.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("give_back_minutes", out _));
        using var set = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { give_back_minutes = 45 });
        Assert.Equal(45, (await set.ReadAsync(HttpStatusCode.OK)).GetProperty("give_back_minutes").GetInt32());
    }

    [Fact]
    public async Task A_thread_in_which_somebody_is_at_work_is_left_for_the_next_look()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await SetMinutesAsync(acme, 30);
        var conversation = await TakenAsync(acme);
        await acme.WaitForMessagesAsync(m => m[^1].Status is MessageStatus.Sent);

        await acme.ReadAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.LockConversationAsync(conversation, default);
            app.Clock.Advance(TimeSpan.FromMinutes(31));
            return await SweepAsync(app).WaitAsync(TimeSpan.FromSeconds(20));
        });

        await SweepAsync(app);
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()), on => on);
    }

    private static Task<int> SweepAsync(OmniApp node)
        => new SweepQuiet(node.Services.GetRequiredService<AcrossTenants>(), node.Services.GetRequiredService<JobScope>(), node.Clock, NullLogger<SweepQuiet>.Instance).RunAsync(default);

    private static void Move(TimeSpan by, params OmniApp[] nodes) => nodes.ToList().ForEach(n => n.Clock.Advance(by));

    private static Task<int> SetMinutesAsync(TestTenant tenant, int minutes)
        => tenant.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.GiveBackMinutes, minutes)));

    // Answered by the agent, then by a person.
    private async Task<Guid> TakenAsync(TestTenant tenant)
    {
        (await tenant.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();
        var messages = await tenant.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        await AnswerAsync(tenant, messages[0].ConversationId);
        return messages[0].ConversationId;
    }

    private async Task AnswerAsync(TestTenant tenant, Guid conversation)
    {
        await using var scope = app.Enter(tenant.Tenant);
        Assert.True((await scope.ServiceProvider.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = conversation, Content = "A person", Source = MessageSource.Member, AuthorName = "Ana" }, default)).IsOk);
    }
}
