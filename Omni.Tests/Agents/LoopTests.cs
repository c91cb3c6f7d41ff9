// An agent that writes without end is silenced, in that conversation alone.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

[Heavy]
[LongRunning]
public sealed class LoopTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task Two_bots_that_talk_to_each_other_end()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        using var ends = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var pumps = Task.WhenAll(PumpAsync(acme, bolt, "5511900000001", ends.Token), PumpAsync(bolt, acme, "5511900000002", ends.Token));
        (await acme.ReceiveAsync("FIRST", "5511900000002", "Hello")).EnsureSuccessStatusCode();

        // Whoever wrote first is stopped first; then nothing comes back, and the other falls silent too.
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.Conversations.SingleAsync()), c => c is { BotEnabled: false, Status: ConversationStatus.Open }, c => $"{acme.Gateway.Sends.Count} and {bolt.Gateway.Sends.Count} were sent", TimeSpan.FromSeconds(90));
        await ends.CancelAsync();
        await pumps;

        Assert.Equal(GuardLoop.MostAMinute, acme.Gateway.Sends.Count);
        Assert.InRange(bolt.Gateway.Sends.Count, GuardLoop.MostAMinute - 1, GuardLoop.MostAMinute);
        var line = await acme.ReadAsync(db => db.Activities.SingleAsync());
        Assert.Equal(ActivityKind.LoopStopped, line.Kind);
        Assert.Contains("20 messages within a minute", line.Detail, StringComparison.Ordinal);
        Assert.Contains(await acme.ReadAsync(db => db.MessageTraces.ToListAsync()), t => t is { Status: TraceStatus.Error, ErrorStage: TraceStage.Agent });
        Assert.True(await acme.ReadAsync(db => db.Conversations.AllAsync(c => c.WaitingSince != null)));
    }

    [Fact]
    public async Task Tools_count_too_and_another_conversation_goes_on()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        using var tool = app.Http();
        tool.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Services.GetRequiredService<ContextTokens>().Sign(
            new(acme.Tenant.Id, acme.Tenant.Slug, acme.InstanceId, conversation.Id, conversation.ContactId, Guid.NewGuid())));

        var answers = new List<HttpStatusCode>();

        for (var n = 1; n <= 21; n++)
        {
            using var sent = await tool.PostAsJsonAsync("/api/v1/tools/send-text", new { text = $"{n}" });
            answers.Add(sent.StatusCode);
        }

        // A turn may send an album; what counts is that the next answer does not come.
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a));
        (await acme.ReceiveAsync("MORE", Customer, "Another machine answers")).EnsureSuccessStatusCode();
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.Activities.Select(a => a.Kind).ToListAsync()), kinds => kinds is [ActivityKind.LoopStopped]);
        Assert.False(await acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()));
        (await acme.ReceiveAsync("OTHER", "5511977776666", "Oi")).EnsureSuccessStatusCode();
        await Eventually.ReadAsync(() => Task.FromResult(acme.Gateway.Sends.Any(s => s.Number == "5511977776666")), sent => sent);
    }

    // What one says, the other hears.
    private static async Task PumpAsync(TestTenant from, TestTenant to, string sender, CancellationToken cancellationToken)
    {
        for (var heard = 0; !cancellationToken.IsCancellationRequested;)
        {
            foreach (var said in from.Gateway.Accepted.Skip(heard))
            {
                (await to.ReceiveAsync($"{sender}-{heard++}", sender, said.Text!)).EnsureSuccessStatusCode();
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }
}
