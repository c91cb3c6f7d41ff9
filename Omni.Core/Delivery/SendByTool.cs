// A tool of an agent says something more while a turn goes on: in the conversation of that turn, through its instance, whatever else the call names.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Access;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Core.Delivery;

public sealed class SendByTool(IDbContextFactory<OmniDbContext> databases, QueueMessage queue, DecideAccess access, TimeProvider clock)
{
    /// <param name="conversationId">The turn's, as it was signed; what it went into since is found.</param>
    /// <param name="instanceId">The turn's.</param>
    /// <param name="agent">Who says it; null takes the name of the instance's agent.</param>
    /// <param name="content">What to say.</param>
    /// <param name="clientKey">The same key twice is one message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The stored message; NotFound when conversation or instance are gone, Invalid for content that cannot be sent, Conflict when people have the conversation now, or the customer is blocked.</returns>
    public async Task<Result<Message>> RunAsync(Guid conversationId, Guid instanceId, string? agent, NewContent content, string? clientKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await FollowMerge.RunAsync(db, conversationId, cancellationToken) is not { } now
            || await db.Conversations.Where(c => c.Id == now).Select(c => new { c.AgentId, c.ContactId, IsGroup = c.CanonicalKey.StartsWith("group:") }).SingleOrDefaultAsync(cancellationToken) is not { } thread
            || await db.Instances.Where(i => i.Id == instanceId).Select(i => new { Agent = db.Agents.Where(a => a.Id == (thread.AgentId ?? i.AgentId)).Select(a => a.Name).FirstOrDefault() })
                .SingleOrDefaultAsync(cancellationToken) is not { } instance)
        {
            return Error.NotFound("This conversation or its instance is gone.");
        }

        // A rule that was made during the turn holds for its tools, too. In a group nobody knows whom they answer: only a rule on the group itself counts.
        var decision = await access.RunAsync(db, instanceId, new(thread.ContactId, thread.IsGroup, []), clock.GetUtcNow(), cancellationToken);

        if (decision.Outcome is AccessOutcome.Unreadable || (decision.IsBlocked && (!thread.IsGroup || decision.Rule is { IsPrefix: false })))
        {
            return Error.Conflict(decision.IsBlocked ? "This customer is blocked by the access rules, so nothing was sent." : "The access rules cannot be read at the moment, so nothing was sent.");
        }

        var address = await db.Messages.Where(m => m.ConversationId == now && m.InstanceId == instanceId && m.Direction == MessageDirection.Inbound)
            .OrderByDescending(m => m.Sequence).Select(m => m.Address).FirstOrDefaultAsync(cancellationToken);
        return await queue.RunAsync(
            new()
            {
                ConversationId = now,
                Content = content,
                Source = MessageSource.Tool,
                IsAgents = true,
                AuthorName = agent ?? instance.Agent,
                ClientKey = clientKey,
                InstanceId = instanceId,
                Address = address,
            },
            cancellationToken);
    }
}
