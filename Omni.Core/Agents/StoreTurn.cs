// Stores what a turn came to, in the conversation the turn belongs to, unless somebody was quicker.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Texts;
using Omni.Core.Traces;

namespace Omni.Core.Agents;

/// <param name="ConversationId">Where it ended.</param>
/// <param name="IsSending">Whether there is something to send.</param>
/// <param name="Outcome">In one word, for the meter and the log.</param>
internal readonly record struct EndedTurn(Guid ConversationId, bool IsSending, string Outcome);

internal sealed class StoreTurn(IDbContextFactory<OmniDbContext> databases, TurnMessages make, BarTurn bar, TimeProvider clock)
{
    /// <summary>Writes into the traces that the agent is being asked. Those of an overtaken turn have ended, and stay as they are.</summary>
    public async Task BeginAsync(Turn turn, AgentQuestion question, CancellationToken cancellationToken)
    {
        var ids = turn.Messages.Select(m => (Guid?)m.Id).ToArray();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.MessageTraces.Where(t => ids.Contains(t.MessageId) && t.CompletedAt == null).ExecuteUpdateAsync(
            t => t.SetProperty(x => x.TurnId, turn.Id)
                .SetProperty(x => x.Status, TraceStatus.AgentCalled)
                .SetProperty(x => x.SessionName, question.SessionName)
                .SetProperty(x => x.SessionId, question.SessionId)
                .SetProperty(x => x.UserId, question.UserId)
                .SetProperty(x => x.ProcessingAt, x => x.ProcessingAt ?? turn.TakenAt)
                .SetProperty(x => x.ErrorMessage, (string?)null)
                .SetProperty(x => x.AgentCalledAt, clock.GetUtcNow()),
            cancellationToken);
    }

    /// <summary>Stores the answer, or the failure: in the conversation of the turn, or in the one that it went into meanwhile.</summary>
    public async Task<EndedTurn> EndAsync(Turn turn, AskedTurn asked, CancellationToken cancellationToken)
    {
        // Again when the conversation went into another one at this instant.
        return await TryAgain.RunAsync(() => TryEndAsync(turn, asked, cancellationToken));
    }

    private async Task<EndedTurn> TryEndAsync(Turn turn, AskedTurn asked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The row lock settles who was first: this turn, a person, the customer, or a node that took the same messages after this one's lease had run out.
        var thread = await db.LockThreadAsync(turn.ConversationId, cancellationToken);
        var state = thread is null ? TurnState.Gone : await db.StateOfAsync(turn, now, cancellationToken);
        var traces = new TraceTurn(db, turn, asked, now);
        var outcome = "superseded";
        var isSending = false;

        if (state is TurnState.Open && !await bar.MayAnswerAsync(db, turn, thread!.ContactId, asked.Answer, cancellationToken))
        {
            await CancelPiecesAsync(db, turn, asked, thread, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(thread.Id, IsSending: false, "barred");
        }

        switch (state, asked.Answer)
        {
            case (TurnState.Open, { } answer):
                (isSending, outcome) = await AnswerAsync(db, turn, thread!, asked, answer, traces, now, cancellationToken);
                break;

            // Stopped, though it may go on after all: it is found again.
            case (TurnState.Open, null):
                outcome = "stopped";
                break;
            case (TurnState.Overtaken, _):
                await CancelPiecesAsync(db, turn, asked, thread, cancellationToken);
                await SetAsync(db, turn, awaits: true, turnId: null, cancellationToken);
                await traces.OvertakeAsync(cancellationToken);
                break;
            default:
                await CancelPiecesAsync(db, turn, asked, thread, cancellationToken);
                await SetAsync(db, turn, awaits: false, turn.Id, cancellationToken);
                await traces.DropAsync(cancellationToken);
                break;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(thread?.Id ?? turn.ConversationId, isSending, outcome);
    }

    private async Task<(bool IsSending, string Outcome)> AnswerAsync(
        OmniDbContext db, Turn turn, Conversation thread, AskedTurn asked, AgentAnswer answer, TraceTurn traces, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var notes = new List<string>(answer.Notes);
        var messages = ToMessages(turn, thread, asked, answer, now, notes);

        if (await GuardLoop.StopsAsync(db, thread.Id, messages.Count, turn.Agent.Name, now, cancellationToken))
        {
            await SetAsync(db, turn, awaits: false, turn.Id, cancellationToken);
            await traces.DropAsync(cancellationToken);
            return (false, "silenced");
        }

        await SetAsync(db, turn, awaits: false, turn.Id, cancellationToken);

        if (answer is AgentAnswer.Failed)
        {
            await CancelPiecesAsync(db, turn, asked, thread, cancellationToken);
        }

        var isSending = messages.Count > 0 || (asked.Pieces > 0 && await db.Messages.AnyAsync(
            m => m.ConversationId == thread.Id && m.TurnId == turn.Id && (m.Status == MessageStatus.Queued || m.Status == MessageStatus.Sending), cancellationToken));
        await traces.AnswerAsync(answer, isSending, messages.Count + asked.Pieces, notes, cancellationToken);
        await TouchAsync(db, thread, asked, answer, messages, now, cancellationToken);

        if (answer is AgentAnswer.Failed or AgentAnswer.Answered { HandsOver: true })
        {
            db.Add(ToActivity(turn, thread.Id, answer, now));
        }

        return (isSending, answer.GetType().Name.ToLowerInvariant());
    }

    // Agent errors never reach the customer; only what the tenant wrote for that case does, and not behind half an answer.
    private List<Message> ToMessages(Turn turn, Conversation thread, AskedTurn asked, AgentAnswer answer, DateTimeOffset now, List<string> notes)
    {
        if (answer is not AgentAnswer.Answered answered)
        {
            return asked.Pieces > 0 ? [] : TurnMessages.OfText(turn, thread, turn.Agent.FailureText, MessageSource.Automation, 0, now);
        }

        var texts = TurnMessages.OfText(turn, thread, asked.Rest, MessageSource.Bot, asked.Pieces, now);
        return [.. texts, .. make.OfContents(turn, thread, answered.Contents, (short)(asked.Pieces + texts.Count), now, notes)];
    }

    private static async Task TouchAsync(
        OmniDbContext db, Conversation thread, AskedTurn asked, AgentAnswer answer, List<Message> messages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hands = answer is AgentAnswer.Failed or AgentAnswer.Answered { HandsOver: true };

        if (messages is [.., var last])
        {
            await db.AddInOrderAsync(messages, cancellationToken);
            await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, last.Id).SetProperty(x => x.LastMessageAt, last.SentAt).SetProperty(x => x.LastActivityAt, now), cancellationToken);
        }

        if (hands)
        {
            await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.BotEnabled, false)
                    .SetProperty(x => x.Status, ConversationStatus.Open)
                    .SetProperty(x => x.HeldSince, now)
                    .SetProperty(x => x.HeldBy, (string?)null),
                cancellationToken);
        }
        else if (messages.Count + asked.Pieces > 0)
        {
            await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.WaitingSince, (DateTimeOffset?)null), cancellationToken);
        }
    }

    // What was stored while the answer grew and has not left yet.
    private static Task CancelPiecesAsync(OmniDbContext db, Turn turn, AskedTurn asked, Conversation? thread, CancellationToken cancellationToken)
        => asked.Pieces == 0 || thread is null
            ? Task.CompletedTask
            : CancelQueued.RunAsync(db, thread.Id, db.Messages.Where(m => m.TurnId == turn.Id && m.Direction == MessageDirection.Outbound), cancellationToken);

    private static Task<int> SetAsync(OmniDbContext db, Turn turn, bool awaits, Guid? turnId, CancellationToken cancellationToken)
    {
        var ids = turn.Messages.Select(m => m.Id).ToArray();
        return db.Messages.Where(m => ids.Contains(m.Id) && m.AwaitsTurn).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.AwaitsTurn, awaits).SetProperty(x => x.TurnId, turnId), cancellationToken);
    }

    private static Activity ToActivity(Turn turn, Guid conversationId, AgentAnswer answer, DateTimeOffset now) => new()
    {
        ConversationId = conversationId,
        Kind = answer is AgentAnswer.Failed ? ActivityKind.AgentFailed : ActivityKind.HandedOver,
        Actor = turn.Agent.Name,
        Detail = (answer is AgentAnswer.Failed failed ? failed.Reason : (answer as AgentAnswer.Answered)?.HandOverReason)?.Fit(HandOver.LongestReason),
        At = now,
    };
}
