// How a conversation that was put off or done comes back: to its agent when it is on and there is one, else to people.
using Microsoft.EntityFrameworkCore.Query;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

internal static class ComeBack
{
    extension(UpdateSettersBuilder<Conversation> conversation)
    {
        /// <summary>Its status, and that it is put off no longer.</summary>
        public UpdateSettersBuilder<Conversation> SetBack(OmniDbContext db) => conversation
            .SetProperty(
                x => x.Status,
                x => x.BotEnabled && (x.AgentId != null || db.Instances.Any(i => i.Id == x.InstanceId && i.AgentId != null)) ? ConversationStatus.Pending : ConversationStatus.Open)
            .SetProperty(x => x.SnoozedUntil, (DateTimeOffset?)null);
    }
}
