// Asks the access rules once more, when an agent is about to be asked and when its answer is about to be stored: a rule that was made meanwhile holds.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Access;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Agents;

internal enum TurnAccess
{
    Open,

    /// <summary>Messages of it were blocked just now; what is left may be another turn.</summary>
    Barred,

    /// <summary>Nobody can say: it waits.</summary>
    Unreadable,
}

internal sealed class BarTurn(DecideAccess access, IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <summary>Before the agent is asked and the customer is shown that somebody writes.</summary>
    public async Task<TurnAccess> BeforeAskingAsync(Turn turn, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(db, turn, turn.Contact.Id, clock.GetUtcNow(), cancellationToken);

        if (found is not [])
        {
            // Again when the conversation went into another one at this instant.
            await TryAgain.RunAsync(() => WriteAsync(turn, found, cancellationToken));
        }

        if (Outcome(found) is TurnAccess.Barred)
        {
            feed.Publish(new(tenant.Required, FeedKind.Conversation, turn.ConversationId));
        }

        return Outcome(found);
    }

    /// <summary>Inside the transaction that is to store the answer, with the thread locked. False: nothing of the answer may be stored, and this is written down.</summary>
    /// <param name="db">In the transaction.</param>
    /// <param name="turn">Whose answer it is.</param>
    /// <param name="contactId">Whose thread it is now.</param>
    /// <param name="answer">What the agent said; null while it is saying it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> MayAnswerAsync(OmniDbContext db, Turn turn, Guid contactId, AgentAnswer? answer, CancellationToken cancellationToken)
    {
        var found = await FindAsync(db, turn, contactId, clock.GetUtcNow(), cancellationToken);

        if (found is not [])
        {
            await WriteAsync(db, turn, found, answer, cancellationToken);
        }

        return found is [];
    }

    private static TurnAccess Outcome(IReadOnlyList<Barred> found)
        => found is [] ? TurnAccess.Open : found.Any(b => b.Decision.IsBlocked) ? TurnAccess.Barred : TurnAccess.Unreadable;

    // Empty when everybody may be answered. In a group each message is its author's.
    private async Task<IReadOnlyList<Barred>> FindAsync(OmniDbContext db, Turn turn, Guid contactId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<Barred>();

        foreach (var (author, messages) in await AuthorsAsync(db, turn, cancellationToken))
        {
            var decision = await access.RunAsync(db, turn.InstanceId, new(contactId, turn.IsGroup, author), now, cancellationToken);

            if (decision.Outcome is not AccessOutcome.Allowed)
            {
                found.Add(new(messages, decision));
            }
        }

        return found;
    }

    private static async Task<List<(ChannelAddress[] Author, List<Message> Messages)>> AuthorsAsync(OmniDbContext db, Turn turn, CancellationToken cancellationToken)
    {
        if (!turn.IsGroup)
        {
            return [([], [.. turn.Messages])];
        }

        // Only the trace knows by which address a message in a group came.
        var ids = turn.Messages.Select(m => (Guid?)m.Id).ToArray();
        var senders = (await db.MessageTraces.Where(t => ids.Contains(t.MessageId)).Select(t => new { t.MessageId, t.Sender }).ToListAsync(cancellationToken))
            .DistinctBy(t => t.MessageId).ToDictionary(t => t.MessageId!.Value, t => t.Sender);
        return [.. turn.Messages.GroupBy(m => senders.GetValueOrDefault(m.Id)).Select(g => (AddressOf(g.Key, turn.Channel), g.ToList()))];
    }

    private static ChannelAddress[] AddressOf(string? sender, ChannelType channel) => sender switch
    {
        null => [],
        ['+', ..] => [new(ChannelType.WhatsApp, IdentityKind.Phone, sender)],
        _ when channel is ChannelType.WhatsApp => [new(channel, sender.EndsWith("@g.us", StringComparison.Ordinal) ? IdentityKind.Group : IdentityKind.Lid, sender)],
        _ when channel is ChannelType.Slack => [new(channel, IdentityKind.SlackUser, sender)],
        _ when channel is ChannelType.Discord => [new(channel, IdentityKind.DiscordUser, sender)],
        _ => [new(channel, IdentityKind.ChatwootContact, sender)],
    };

    private async Task<bool> WriteAsync(Turn turn, IReadOnlyList<Barred> found, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockThreadAsync(turn.ConversationId, cancellationToken);
        await WriteAsync(db, turn, found, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task WriteAsync(OmniDbContext db, Turn turn, IReadOnlyList<Barred> found, AgentAnswer? answer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        foreach (var (messages, decision) in found)
        {
            if (decision.IsBlocked)
            {
                await DenyMessages.WaitingAsync(db, messages, decision, now, cancellationToken);
                continue;
            }

            // They wait: answered or blocked when the rules can be read again.
            var ids = messages.ConvertAll(m => (Guid?)m.Id);
            var reason = decision.Reason;
            await db.MessageTraces.Where(t => ids.Contains(t.MessageId) && t.CompletedAt == null).ExecuteUpdateAsync(t => t.SetProperty(x => x.ErrorMessage, reason), cancellationToken);
        }

        if (answer is not null && (await TurnTraces.OfTurnAsync(db, turn.Id, cancellationToken)).LastOrDefault() is { } last)
        {
            TurnTraces.AddPayload(db, last, "agent_request", answer.RequestPayload, null, last.AgentCalledAt ?? now);
            TurnTraces.AddPayload(db, last, "agent_response", answer.ResponsePayload, answer.StatusCode, now);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private sealed record Barred(List<Message> Messages, AccessDecision Decision);
}
