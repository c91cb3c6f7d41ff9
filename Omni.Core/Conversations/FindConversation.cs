// One conversation with what its header and the person panel show.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Instances;

namespace Omni.Core.Conversations;

public sealed class FindConversation(IDbContextFactory<OmniDbContext> databases)
{
    private const int MostLeads = 5;

    /// <summary>Null when the tenant has no such conversation.</summary>
    public async Task<ConversationDetails?> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);

        if (await db.Conversations.AsNoTracking().Where(c => c.Id == conversationId).ToRows(db).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return null;
        }

        var beside = await (
            from c in db.Conversations
            join p in db.Contacts on c.ContactId equals p.Id
            join i in db.Instances on c.InstanceId equals i.Id into instances
            from i in instances.DefaultIfEmpty()
            where c.Id == conversationId
            select new
            {
                c.HeldSince,
                c.HeldBy,
                p.Email,
                p.CreatedAt,
                Instance = i == null ? null : new { i.IsActive, i.State, i.GiveBackMinutes, Agent = db.Agents.Where(a => a.Id == i.AgentId).Select(a => a.Name).FirstOrDefault() },
            }).SingleAsync(cancellationToken);
        var identities = await db.ContactIdentities
            .Where(i => i.ContactId == row.ContactId)
            .OrderBy(i => i.CreatedAt)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value))
            .ToListAsync(cancellationToken);
        var leads = await db.Leads.Where(l => l.ContactId == row.ContactId).OrderBy(l => l.CreatedAt).Take(MostLeads).Select(l => new PersonLead(l.Id, l.Name, l.Stage)).ToListAsync(cancellationToken);
        return new()
        {
            Row = row,
            Leads = leads,
            Identities = identities,
            Email = beside.Email,
            FirstSeenAt = beside.CreatedAt,
            InstanceAgent = beside.Instance?.Agent,
            HeldSince = beside.HeldSince,
            HeldBy = beside.HeldBy,
            GiveBackMinutes = beside.Instance?.GiveBackMinutes,
            InstanceIsActive = beside.Instance?.IsActive is true,
            InstanceState = beside.Instance?.State,
        };
    }
}

public sealed record PersonLead(Guid Id, string Name, string Stage);

public sealed record ConversationDetails
{
    public required ConversationRow Row { get; init; }

    /// <summary>All addresses of the customer, oldest first.</summary>
    public required IReadOnlyList<ChannelAddress> Identities { get; init; }

    /// <summary>What they may want of us, oldest first; five at most.</summary>
    public required IReadOnlyList<PersonLead> Leads { get; init; }

    public required string? Email { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>The agent that answers on the conversation's instance; null for none.</summary>
    public required string? InstanceAgent { get; init; }

    /// <summary>The agent that answers first here: the one that was chosen, else the instance's; null when people do.</summary>
    public string? Agent => Row.OwnAgent ?? InstanceAgent;

    public bool HasAgent => Agent is not null;

    /// <summary>Since when the agent, or people, have it; null for since it began.</summary>
    public required DateTimeOffset? HeldSince { get; init; }

    /// <summary>The member who took it from the agent; null for the team as such.</summary>
    public required string? HeldBy { get; init; }

    /// <summary>Quiet minutes after which the agent gets it back by itself; null for never.</summary>
    public required int? GiveBackMinutes { get; init; }

    /// <summary>False when the instance is switched off or deleted.</summary>
    public required bool InstanceIsActive { get; init; }

    /// <summary>Null once the instance was deleted.</summary>
    public required ConnectionState? InstanceState { get; init; }
}
