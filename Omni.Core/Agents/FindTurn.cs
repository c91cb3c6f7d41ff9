// Looks whether a conversation has messages that an agent is to answer now.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Agents;

internal sealed class FindTurn(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, IOptions<AgentOptions> options, TimeProvider clock)
{
    // Somebody who writes without pause is answered all the same.
    private static readonly TimeSpan LongestBurst = TimeSpan.FromSeconds(60);

    // WhatsApp unlinks a device that was away for two weeks.
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(30);

    /// <summary>The turn that is due; or how long to wait for the burst to end; or neither.</summary>
    public async Task<(Turn? Turn, TimeSpan? Wait)> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);

        while (true)
        {
            var waiting = await db.Messages.AsNoTracking()
                .Where(m => m.ConversationId == conversationId && m.AwaitsTurn)
                .OrderBy(m => m.Sequence)
                .Take(Turn.MostMessages)
                .ToListAsync(cancellationToken);

            if (waiting.Count == 0)
            {
                return (null, null);
            }

            var instanceId = waiting[0].InstanceId;
            List<Message> messages = [.. waiting.TakeWhile(m => m.InstanceId == instanceId)];

            if (await FindRouteAsync(db, conversationId, instanceId, cancellationToken) is not { } route)
            {
                // The agent was switched off, taken from the instance or deleted since the messages came.
                await ForgetAsync(db, [.. messages.Select(m => m.Id)], cancellationToken);
            }
            else if (Refusal(messages) is { } refusal)
            {
                await GiveUpAsync(db, conversationId, messages, refusal, route.Agent.Name, cancellationToken);
            }
            else if (WaitFor(messages, route) is { } wait)
            {
                return (null, wait);
            }
            else
            {
                return (await ToTurnAsync(db, conversationId, messages, route, cancellationToken), null);
            }
        }
    }

    // The agent that was chosen for the conversation comes before the instance's.
    private static Task<Route?> FindRouteAsync(OmniDbContext db, Guid conversationId, Guid? instanceId, CancellationToken cancellationToken)
        => db.Conversations.AsNoTracking().Where(c => c.Id == conversationId && c.BotEnabled)
            .Join(db.Contacts, c => c.ContactId, p => p.Id, (c, p) => new { Contact = p, c.AgentId })
            .SelectMany(x => db.Instances.Where(i => i.Id == instanceId && i.IsActive), (x, i) => new { x.Contact, Instance = i, IsOwn = x.AgentId != null, AgentId = x.AgentId ?? i.AgentId })
            .Join(db.Agents, x => x.AgentId, a => a.Id, (x, a) => new Route(x.Contact, x.Instance, a, x.IsOwn))
            .SingleOrDefaultAsync(cancellationToken);

    // What nobody expects an answer to any more, and what was half answered, is for people.
    private (ActivityKind Kind, string Reason)? Refusal(List<Message> messages)
    {
        var longest = TimeSpan.FromMinutes(options.Value.MaximumAgeMinutes);
        var age = clock.GetUtcNow() - messages.Min(WrittenAt);

        return messages.Exists(m => m.TurnId is not null) ? (ActivityKind.AgentFailed, "Omni was stopped in the middle of its answer.")
            : age > longest ? (ActivityKind.TooOld, $"What the customer wrote was {Ages.InWords(age)} old when it could have been answered; an agent answers what is at most {Ages.InWords(longest)} old.")
            : null;
    }

    // By the channel's time, unless no channel keeps a message for so long: then its clock is wrong, and what came just now was written just now.
    private static DateTimeOffset WrittenAt(Message message) => message.CreatedAt - message.SentAt > LongestKept ? message.CreatedAt : message.SentAt;

    // The debounce of the instance's agent stands on the rows; that of a chosen one does not.
    private TimeSpan? WaitFor(List<Message> messages, Route route)
    {
        var own = route.IsOwn ? route.Agent.DebounceMilliseconds ?? options.Value.DebounceMilliseconds : 0;
        var ends = new[] { messages.Max(m => m.NextAttemptAt), own > 0 ? messages[^1].CreatedAt.AddMilliseconds(own) : null }.Max();
        var latest = messages[0].CreatedAt + LongestBurst;
        return (ends < latest ? ends : latest) - clock.GetUtcNow() is { } wait && ends is not null && wait > TimeSpan.Zero ? wait : null;
    }

    private async Task<Turn> ToTurnAsync(OmniDbContext db, Guid conversationId, List<Message> messages, Route route, CancellationToken cancellationToken)
    {
        var identity = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.ContactId == route.Contact.Id && i.Channel == route.Instance.Channel && i.Kind != IdentityKind.Phone)
            .OrderBy(i => i.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        var ids = messages.ConvertAll(m => (Guid?)m.Id);
        var overtaken = route.Agent.WhenOvertaken is not WhenOvertaken.Supersede
            ? 0
            : await db.MessageTraces.Where(t => ids.Contains(t.MessageId) && t.Status == TraceStatus.Superseded).Select(t => t.TurnId).Distinct().CountAsync(cancellationToken);

        return new()
        {
            ConversationId = conversationId,
            TakenAt = clock.GetUtcNow(),
            Messages = messages,
            Contact = route.Contact,
            InstanceId = route.Instance.Id,
            InstanceName = route.Instance.Name,
            Channel = route.Instance.Channel,
            Agent = route.Agent,
            ExternalUserId = identity is { Kind: IdentityKind.Group } group ? group.Value[(group.Value.IndexOf(':', StringComparison.Ordinal) + 1)..] : identity?.Value,
            IsGroup = identity?.Kind is IdentityKind.Group,
            SplitsLongTexts = route.Instance.SplitsLongTexts,
            TimesOvertaken = overtaken,
        };
    }

    // Only what was read: a message that came meanwhile may well find an agent.
    private async Task ForgetAsync(OmniDbContext db, Guid[] messages, CancellationToken cancellationToken)
    {
        await db.Messages.Where(m => messages.Contains(m.Id))
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.AwaitsTurn, false), cancellationToken);
        await db.MessageTraces.Where(t => messages.Contains(t.MessageId!.Value) && t.CompletedAt == null)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.Status, TraceStatus.Superseded).SetProperty(x => x.CompletedAt, clock.GetUtcNow()), cancellationToken);
    }

    // Unless a person was first, or the thread went into another one, whose lane then finds them.
    private async Task GiveUpAsync(
        OmniDbContext db, Guid conversationId, List<Message> messages, (ActivityKind Kind, string Reason) refusal, string agent, CancellationToken cancellationToken)
    {
        var first = messages[0].Id;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockConversationAsync(conversationId, cancellationToken) is { BotEnabled: true, MergedIntoId: null }
            && await db.Messages.AnyAsync(m => m.Id == first && m.ConversationId == conversationId && m.AwaitsTurn, cancellationToken))
        {
            await GiveToTeam.RunAsync(db, conversationId, refusal.Kind, agent, refusal.Reason, clock.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        }
    }

    private sealed record Route(Contact Contact, Instance Instance, Agent Agent, bool IsOwn);
}
