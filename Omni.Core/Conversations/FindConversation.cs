// One conversation with what its header and the person panel show.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Instances;

namespace Omni.Core.Conversations;

public sealed class FindConversation(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when the tenant has no such conversation.</summary>
    public async Task<ConversationDetails?> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Conversations.AsNoTracking().Where(c => c.Id == conversationId).ToRows(db).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return null;
        }

        var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == row.ContactId, cancellationToken);
        var identities = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.ContactId == row.ContactId)
            .OrderBy(i => i.CreatedAt)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value))
            .ToListAsync(cancellationToken);
        var instance = row.InstanceId is null ? null : await db.Instances.AsNoTracking().SingleOrDefaultAsync(i => i.Id == row.InstanceId, cancellationToken);
        return new()
        {
            Row = row,
            Identities = identities,
            Email = contact.Email,
            FirstSeenAt = contact.CreatedAt,
            HasAgent = instance?.AgentId is not null,
            InstanceIsActive = instance?.IsActive is true,
            InstanceState = instance?.State,
        };
    }
}

public sealed record ConversationDetails
{
    public required ConversationRow Row { get; init; }

    /// <summary>All addresses of the customer, oldest first.</summary>
    public required IReadOnlyList<ChannelAddress> Identities { get; init; }

    public required string? Email { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Whether an agent answers first on the conversation's instance.</summary>
    public required bool HasAgent { get; init; }

    /// <summary>False when the instance is switched off or deleted.</summary>
    public required bool InstanceIsActive { get; init; }

    /// <summary>Null once the instance was deleted.</summary>
    public required ConnectionState? InstanceState { get; init; }
}
