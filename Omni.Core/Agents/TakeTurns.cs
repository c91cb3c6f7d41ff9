// Lets the agent answer one conversation: one turn at a time, a burst being one turn. Safe to run at any time, on any node.
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Feed;
using Omni.Core.Jobs;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

internal sealed partial class TakeTurns(
    FindTurn find,
    AskQuestion questions,
    StoreTurn store,
    BarTurn bar,
    ShowTyping typing,
    IEnumerable<IAgentClient> clients,
    SecretBox secrets,
    TenantContext tenant,
    ClaimLane lane,
    Node node,
    TurnLanes turns,
    DeliveryLanes deliveries,
    LiveFeed feed,
    TimeProvider clock,
    ILogger<TakeTurns> logger)
{
    private const int MostPerRun = 20;
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    public async Task RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        if (!await lane.TryAsync(conversationId, LaneKind.Turn, node.Id, now, now + Node.Lease, cancellationToken))
        {
            return;
        }

        try
        {
            for (var taken = 0; taken < MostPerRun && await TakeNextAsync(conversationId, cancellationToken); taken++)
            {
            }
        }
        finally
        {
            await lane.ReleaseAsync(conversationId, LaneKind.Turn, node.Id, CancellationToken.None);
        }
    }

    // Answers whether there may be another turn to take.
    private async Task<bool> TakeNextAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        var (turn, wait) = await find.RunAsync(conversationId, cancellationToken);
        var due = new DueConversation(tenant.Required, tenant.RequiredSlug, conversationId);

        if (turn is null)
        {
            if (wait is { } burst)
            {
                turns.WakeAfter(due, burst);
            }

            return false;
        }

        if (await bar.BeforeAskingAsync(turn, cancellationToken) is not TurnAccess.Open and var access)
        {
            return access is TurnAccess.Barred;
        }

        var question = questions.From(turn);
        await store.BeginAsync(turn, question, cancellationToken);
        AgentAnswer answer;

        await using (typing.Start(turn.InstanceId, turn.Last.Address))
        {
            answer = await AskAsync(turn, question, cancellationToken);
        }

        // The answer is here: it is stored even when Omni is asked to stop.
        var ended = await store.EndAsync(turn, answer, CancellationToken.None);
        OmniMeter.Turns.Add(1, new KeyValuePair<string, object?>("outcome", answer.GetType().Name.ToLowerInvariant()));
        LogTaken(turn.Id, conversationId, answer.GetType().Name);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, ended.ConversationId));

        if (ended.IsSending)
        {
            deliveries.Wake(due with { ConversationId = ended.ConversationId });
        }

        return true;
    }

    private async Task<AgentAnswer> AskAsync(Turn turn, AgentQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            var agent = new AgentConnection(
                turn.Agent.Kind, turn.Agent.Url, secrets.OpenOptional(turn.Agent.Key), turn.Agent.ServiceAgentId, TimeSpan.FromSeconds(turn.Agent.TimeoutSeconds));
            return await AskAsync(clients.First(c => c.Kind == agent.Kind), agent, question, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The job edge: what nobody foresaw goes to the team too, instead of being asked again for ever.
            LogNotAsked(exception, turn.Id, turn.ConversationId);
            return new AgentAnswer.Failed("Omni could not ask the agent. The log says why.", MayRepeat: false);
        }
    }

    private async Task<AgentAnswer> AskAsync(IAgentClient client, AgentConnection agent, AgentQuestion question, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await client.AskAsync(question, agent, cancellationToken);

            if (answer is not AgentAnswer.Failed { MayRepeat: true } || attempt == Pauses.Length)
            {
                return answer;
            }

            await Task.Delay(Pauses[attempt], clock, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "The agent could not be asked in turn {TurnId} of conversation {ConversationId}")]
    private partial void LogNotAsked(Exception exception, Guid turnId, Guid conversationId);

    [LoggerMessage(LogLevel.Debug, "Turn {TurnId} in conversation {ConversationId} ended: {Outcome}")]
    private partial void LogTaken(Guid turnId, Guid conversationId, string outcome);
}
