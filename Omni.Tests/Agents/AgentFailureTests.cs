// Agents that fail: the trace says so, the team gets the conversation, the customer hears nothing of it.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AgentFailureTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    [Theory]
    [InlineData("500", 3)]
    [InlineData("timeout", 3)]
    [InlineData("nonsense", 1)]
    [InlineData("success:false", 1)]
    [InlineData("unreachable", 0)]
    public async Task A_failing_agent_is_the_teams_business_and_not_the_customers(string failure, int calls)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await FailAsync(acme, failure);

        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null, t => $"{t.Status}");
        Assert.Equal((TraceStatus.Error, TraceStage.Agent, false), (trace.Status, trace.ErrorStage, trace.AgentSucceeded));
        Assert.NotEmpty(trace.ErrorMessage!);
        await AssertWithTheTeamAsync(acme, trace.ErrorMessage!);
        Assert.Single(await acme.MessagesAsync());
        Assert.Empty(acme.Gateway.Sends);

        // On a busy machine a second may be over before a try has left.
        var least = failure is "timeout" ? 1 : calls;
        Assert.InRange(failure is "unreachable" ? 0 : acme.Agent.Calls.Count, least, calls);
    }

    [Fact]
    public async Task With_a_failure_text_the_customer_hears_that_and_nothing_else()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Mode = FakeAgentMode.Nonsense;
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.FailureText, "A colleague will answer soon.")));

        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Equal(("A colleague will answer soon.", MessageSource.Automation), (messages[1].Text, messages[1].Source));
        Assert.Equal("A colleague will answer soon.", Assert.Single(acme.Gateway.Sends).Text);
        var trace = await acme.ReadAsync(db => db.MessageTraces.SingleAsync());
        Assert.Equal((TraceStatus.Error, TraceStage.Agent), (trace.Status, trace.ErrorStage));
        await AssertWithTheTeamAsync(acme, trace.ErrorMessage!);
    }

    [Fact]
    public async Task What_the_agent_could_not_be_asked_for_is_not_asked_for_ever()
    {
        await using var acme = await TestTenant.CreateAsync(app);

        // A key that the key ring cannot open any more.
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.Key, new Core.Secrets.SealedSecret("broken", ""))));
        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null, t => $"{t.Status}");
        Assert.Equal((TraceStatus.Error, TraceStage.Agent), (trace.Status, trace.ErrorStage));
        await AssertWithTheTeamAsync(acme, trace.ErrorMessage!);
        Assert.Empty(acme.Agent.Calls);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_stored_goes_to_the_team_and_is_not_asked_for_again()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Answer = _ => new { message = "poison" };
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        await using var trap = source.CreateCommand(
            """
            CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no poison here'; END $$;
            CREATE TRIGGER refuse_poison BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.text = 'poison') EXECUTE FUNCTION refuse_poison();
            """);
        await trap.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null, t => $"{t.Status}");
        Assert.Equal((TraceStatus.Error, TraceStage.Agent), (trace.Status, trace.ErrorStage));
        await AssertWithTheTeamAsync(acme, trace.ErrorMessage!);
        Assert.Single(acme.Agent.Calls);
        Assert.Empty(acme.Gateway.Sends);
    }

    private static async Task FailAsync(TestTenant acme, string failure)
    {
        switch (failure)
        {
            case "500":
                acme.Agent.Mode = FakeAgentMode.Error500;
                break;
            case "timeout":
                acme.Agent.Mode = FakeAgentMode.Hang;
                await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.TimeoutSeconds, 1)));
                break;
            case "nonsense":
                acme.Agent.Mode = FakeAgentMode.Nonsense;
                break;
            case "success:false":
                acme.Agent.Answer = _ => new { success = false, message = "Internal: database password is wrong" };
                break;
            default:
                await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.Url, "http://127.0.0.1:1")));
                break;
        }
    }

    private static async Task AssertWithTheTeamAsync(TestTenant acme, string reason)
    {
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        var line = await acme.ReadAsync(db => db.Activities.SingleAsync());
        Assert.Equal((ConversationStatus.Open, false), (conversation.Status, conversation.BotEnabled));
        Assert.Equal((ActivityKind.AgentFailed, "assistant", reason), (line.Kind, line.Actor, line.Detail));
        Assert.DoesNotContain("password", reason);
    }
}
