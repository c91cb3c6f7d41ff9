// Where nobody has taken a conversation, it is the agent's as soon as there is one, and the team's when there is none any more.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Instances;

namespace Omni.Core.Conversations;

internal sealed class SettleHolders : ISettleHolders
{
    /// <summary>Of conversations whose agent, or whose instance's, was changed or deleted in the caller's transaction.</summary>
    public static Task RunAsync(OmniDbContext db, IQueryable<Conversation> conversations, CancellationToken cancellationToken)
        => conversations
            .Where(c => c.BotEnabled && (c.Status == ConversationStatus.Open || c.Status == ConversationStatus.Pending))
            .Where(c => (c.Status == ConversationStatus.Pending) != db.Instances.Any(i => i.Id == c.InstanceId && (c.AgentId != null || i.AgentId != null)))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Status, x => x.Status == ConversationStatus.Pending ? ConversationStatus.Open : ConversationStatus.Pending), cancellationToken);

    public Task AgentChangedAsync(OmniDbContext db, Guid instanceId, CancellationToken cancellationToken)
        => RunAsync(db, db.Conversations.Where(c => c.InstanceId == instanceId), cancellationToken);

    public Task DeletingAsync(OmniDbContext db, Guid instanceId, CancellationToken cancellationToken)
        => db.Conversations.Where(c => c.InstanceId == instanceId && c.BotEnabled && c.Status == ConversationStatus.Pending)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Status, ConversationStatus.Open), cancellationToken);
}
