// Stores what a turn came to, in the conversation the turn belongs to, unless a person has taken over meanwhile.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Texts;
using Omni.Core.Traces;

namespace Omni.Core.Agents;

/// <summary>Where a turn ended, and whether there is something to send.</summary>
internal readonly record struct EndedTurn(Guid ConversationId, bool IsSending);

internal sealed class StoreTurn(IDbContextFactory<OmniDbContext> databases, BarTurn bar, TimeProvider clock)
{
    private const int MostTries = 6;

    /// <summary>Writes into the traces that the agent is being asked.</summary>
    public async Task BeginAsync(Turn turn, AgentQuestion question, CancellationToken cancellationToken)
    {
        var ids = turn.Messages.Select(m => (Guid?)m.Id).ToArray();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.MessageTraces.Where(t => ids.Contains(t.MessageId)).ExecuteUpdateAsync(
            t => t.SetProperty(x => x.TurnId, turn.Id)
                .SetProperty(x => x.Status, TraceStatus.AgentCalled)
                .SetProperty(x => x.SessionName, question.SessionName)
                .SetProperty(x => x.ErrorMessage, (string?)null)
                .SetProperty(x => x.AgentCalledAt, clock.GetUtcNow()),
            cancellationToken);
    }

    /// <summary>Stores the answer, or the failure: in the conversation of the turn, or in the one that it went into meanwhile.</summary>
    public async Task<EndedTurn> EndAsync(Turn turn, AgentAnswer answer, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryEndAsync(turn, answer, cancellationToken);
            }
            catch (Exception exception) when (exception.IsWorthAnotherTry && tries < MostTries)
            {
                // The conversation went into another one at this instant.
            }
        }
    }

    private async Task<EndedTurn> TryEndAsync(Turn turn, AgentAnswer answer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ids = turn.Messages.Select(m => m.Id).ToArray();
        var hands = answer is AgentAnswer.Failed or AgentAnswer.Answered { HandsOver: true };
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The row lock settles who was first: this turn, a person, or a node that took the same messages after this one's lease had run out.
        var thread = await db.LockThreadAsync(turn.ConversationId, cancellationToken);
        var isAgents = thread is { BotEnabled: true };

        if (isAgents && !await bar.MayAnswerAsync(db, turn, thread!.ContactId, answer, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return new(thread.Id, IsSending: false);
        }

        var taken = await db.Messages.Where(m => ids.Contains(m.Id) && m.AwaitsTurn).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.AwaitsTurn, false).SetProperty(x => x.TurnId, turn.Id), cancellationToken);
        var isOurs = isAgents && taken > 0;

        var messages = isOurs ? await ToMessagesAsync(db, turn, thread!, answer, now, cancellationToken) : [];
        await WriteTracesAsync(db, turn, answer, isOurs, messages.Count > 0, now, cancellationToken);

        if (messages is [.., var message])
        {
            await db.AddInOrderAsync(messages, cancellationToken);
            await db.Conversations.Where(c => c.Id == thread!.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, message.Id)
                    .SetProperty(x => x.LastMessageAt, message.SentAt)
                    .SetProperty(x => x.LastActivityAt, now)
                    .SetProperty(x => x.WaitingSince, x => hands ? x.WaitingSince : null),
                cancellationToken);
        }

        if (isOurs && hands)
        {
            await db.Conversations.Where(c => c.Id == thread!.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.BotEnabled, false).SetProperty(x => x.Status, ConversationStatus.Open), cancellationToken);
            db.Add(ToActivity(turn, thread!.Id, answer, now));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(thread?.Id ?? turn.ConversationId, IsSending: messages.Count > 0);
    }

    private static async Task WriteTracesAsync(
        OmniDbContext db, Turn turn, AgentAnswer answer, bool isOurs, bool isSending, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var traces = await TurnTraces.OfTurnAsync(db, turn.Id, cancellationToken);

        foreach (var trace in traces)
        {
            trace.AgentAnsweredAt = now;
            trace.AgentSucceeded = answer is AgentAnswer.Answered;

            if (!isOurs)
            {
                (trace.Status, trace.CompletedAt) = (TraceStatus.Superseded, now);
            }
            else if (answer is AgentAnswer.Failed failed)
            {
                trace.Fail(TraceStage.Agent, failed.Reason, now);
            }
            else
            {
                trace.Status = isSending ? TraceStatus.Sending : TraceStatus.Completed;
                trace.CompletedAt = isSending ? null : now;
            }
        }

        if (traces.LastOrDefault() is { } last)
        {
            TurnTraces.AddPayload(db, last, "agent_request", answer.RequestPayload, null, last.AgentCalledAt ?? now);
            TurnTraces.AddPayload(db, last, "agent_response", answer.ResponsePayload, answer.StatusCode, now);

            if (isOurs && answer is AgentAnswer.Answered && !isSending)
            {
                TurnTraces.AddPayload(db, last, "note", """{"note":"The agent answered with no text, so nothing was sent."}""", null, now);
            }
        }
    }

    // Agent errors never reach the customer; only what the tenant wrote for that case does.
    private static async Task<List<Message>> ToMessagesAsync(
        OmniDbContext db, Turn turn, Conversation thread, AgentAnswer answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var text = (answer is AgentAnswer.Answered answered ? answered.Text : turn.Agent.FailureText)?.Fit(Message.MaxTextLength);

        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var splits = await db.Instances.Where(i => i.Id == turn.InstanceId).Select(i => i.SplitsLongTexts).SingleOrDefaultAsync(cancellationToken);
        return MakeMessages.Of(text, new()
        {
            ConversationId = thread.Id,
            ContactId = thread.ContactId,
            LeadId = thread.LeadId,
            InstanceId = turn.InstanceId,
            InstanceName = turn.InstanceName,
            Address = turn.Last.Address,
            Source = answer is AgentAnswer.Answered ? MessageSource.Bot : MessageSource.Automation,
            AuthorName = turn.Agent.Name,
            TurnId = turn.Id,
            Now = now,
        }, splits);
    }

    private static Activity ToActivity(Turn turn, Guid conversationId, AgentAnswer answer, DateTimeOffset now) => new()
    {
        ConversationId = conversationId,
        Kind = answer is AgentAnswer.Failed ? ActivityKind.AgentFailed : ActivityKind.HandedOver,
        Actor = turn.Agent.Name,
        Detail = (answer as AgentAnswer.Failed)?.Reason,
        At = now,
    };
}
