// Looks whether a conversation has messages that an agent is to answer now.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Agents;

internal sealed class FindTurn(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    // A longer burst is answered in several turns.
    private const int MostMessages = 50;

    /// <summary>The turn that is due; or how long to wait for the burst to end; or neither.</summary>
    public async Task<(Turn? Turn, TimeSpan? Wait)> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var messages = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversationId && m.AwaitsTurn)
            .OrderBy(m => m.Sequence)
            .Take(MostMessages)
            .ToListAsync(cancellationToken);

        if (messages.Count == 0)
        {
            return (null, null);
        }

        if (messages.Max(m => m.NextAttemptAt) - clock.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
        {
            return (null, wait);
        }

        var instanceId = messages[0].InstanceId;
        var route = await db.Conversations.AsNoTracking().Where(c => c.Id == conversationId && c.BotEnabled)
            .Join(db.Contacts, c => c.ContactId, p => p.Id, (c, p) => p)
            .SelectMany(p => db.Instances.Where(i => i.Id == instanceId && i.IsActive), (p, i) => new { Contact = p, Instance = i })
            .Join(db.Agents, x => x.Instance.AgentId, a => a.Id, (x, a) => new { x.Contact, x.Instance, Agent = a })
            .SingleOrDefaultAsync(cancellationToken);

        if (route is null)
        {
            // The agent was switched off, taken from the instance or deleted since the messages came.
            await ForgetAsync(db, [.. messages.TakeWhile(m => m.InstanceId == instanceId).Select(m => m.Id)], cancellationToken);
            return await RunAsync(conversationId, cancellationToken);
        }

        var identity = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.ContactId == route.Contact.Id && i.Channel == route.Instance.Channel && i.Kind != IdentityKind.Phone)
            .OrderBy(i => i.CreatedAt).FirstOrDefaultAsync(cancellationToken);

        return (new Turn
        {
            ConversationId = conversationId,
            TakenAt = clock.GetUtcNow(),
            Messages = [.. messages.TakeWhile(m => m.InstanceId == instanceId)],
            Contact = route.Contact,
            InstanceId = route.Instance.Id,
            InstanceName = route.Instance.Name,
            Channel = route.Instance.Channel,
            Agent = route.Agent,
            ExternalUserId = identity?.Value,
            IsGroup = identity?.Kind is IdentityKind.Group,
        }, null);
    }

    // Only what was read: a message that came meanwhile may well find an agent.
    private async Task ForgetAsync(OmniDbContext db, Guid[] messages, CancellationToken cancellationToken)
    {
        await db.Messages.Where(m => messages.Contains(m.Id))
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.AwaitsTurn, false), cancellationToken);
        await db.MessageTraces.Where(t => messages.Contains(t.MessageId!.Value) && t.CompletedAt == null)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.Status, Traces.TraceStatus.Superseded).SetProperty(x => x.CompletedAt, clock.GetUtcNow()), cancellationToken);
    }
}
