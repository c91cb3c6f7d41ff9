// Lets the agent answer one conversation: one turn at a time, a burst being one turn. Safe to run at any time, on any node.
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Feed;
using Omni.Core.Jobs;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

internal sealed partial class TakeTurns(
    FindTurn find,
    AskQuestion questions,
    AskAgent ask,
    StoreTurn store,
    BarTurn bar,
    ShowTyping typing,
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

        var question = await questions.FromAsync(turn, cancellationToken);
        await store.BeginAsync(turn, question, cancellationToken);
        AskedTurn asked;

        await using (typing.Start(turn.InstanceId, turn.Last.Address))
        {
            asked = await ask.RunAsync(turn, question, cancellationToken);
        }

        var ended = await EndAsync(turn, asked);
        OmniMeter.Turns.Add(1, new KeyValuePair<string, object?>("outcome", ended.Outcome));
        LogTaken(turn.Id, conversationId, ended.Outcome);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, ended.ConversationId));

        if (ended.IsSending)
        {
            deliveries.Wake(due with { ConversationId = ended.ConversationId });
        }

        return true;
    }

    // The answer is here: it is stored even when Omni is asked to stop, or when the database is away for a moment. One that cannot be stored is not asked for again: people get the conversation.
    private async Task<EndedTurn> EndAsync(Turn turn, AskedTurn asked)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await store.EndAsync(turn, asked, CancellationToken.None);
            }
            catch (Exception exception) when (asked.Answer is not null && tries < AwayPauses.All.Length && exception.IsDatabaseUnreachable)
            {
                LogNotYetStored(exception, turn.Id);
                await Task.Delay(AwayPauses.All[tries], CancellationToken.None);
            }
            catch (Exception exception) when (asked.Answer is not null && !exception.IsDatabaseUnreachable && !exception.IsWorthAnotherTry)
            {
                LogNotStored(exception, turn.Id, turn.ConversationId);
                var failed = new AgentAnswer.Failed("The agent answered, and Omni could not store it. The log says why.", MayRepeat: false);
                return await store.EndAsync(turn, asked with { Answer = failed, Rest = "" }, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The answer of turn {TurnId} could not be stored yet; it is tried again")]
    private partial void LogNotYetStored(Exception exception, Guid turnId);

    [LoggerMessage(LogLevel.Error, "The answer of turn {TurnId} in conversation {ConversationId} could not be stored; people get the conversation")]
    private partial void LogNotStored(Exception exception, Guid turnId, Guid conversationId);

    [LoggerMessage(LogLevel.Debug, "Turn {TurnId} in conversation {ConversationId} ended: {Outcome}")]
    private partial void LogTaken(Guid turnId, Guid conversationId, string outcome);
}
