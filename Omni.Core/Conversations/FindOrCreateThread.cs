// Finds the one thread of a person by any of their addresses, or begins it. Ends in unique indexes: the loser of a race tries again and reads the winner's rows.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Conversations;

/// <param name="Addresses">All known addresses of the one person or group, best first; never empty.</param>
/// <param name="InstanceId">The instance that carries the message; null when none of ours did.</param>
/// <param name="InstanceName">Its name.</param>
/// <param name="ReplyAddress">Where answers go, in the channel's own words.</param>
/// <param name="Name">What the channel calls them, if it says.</param>
/// <param name="HasAgent">Whether an agent answers first.</param>
public sealed record ThreadRequest(IReadOnlyList<ChannelAddress> Addresses, Guid? InstanceId, string InstanceName, string ReplyAddress, string? Name, bool HasAgent);

/// <param name="ConversationId">The thread.</param>
/// <param name="ContactId">Whose it is.</param>
/// <param name="BotEnabled">Whether the agent may answer, as the row said before any lock.</param>
/// <param name="Status">Likewise.</param>
/// <param name="LeadId">The lead that names it; null for none.</param>
public sealed record FoundThread(Guid ConversationId, Guid ContactId, bool BotEnabled, ConversationStatus Status, Guid? LeadId)
{
    /// <summary>Whether an agent was chosen for this thread, whatever its instance has.</summary>
    public bool HasOwnAgent { get; init; }

    /// <summary>Threads that went into it just now; those who look at them are to be told after the commit.</summary>
    public IReadOnlyList<Guid> Absorbed { get; init; } = [];
}

public static class FindOrCreateThread
{
    /// <summary>Runs inside the caller's transaction; new rows are saved. Addresses that were known as several persons' teach that they are one.</summary>
    public static async Task<FoundThread> RunAsync(OmniDbContext db, string tenantSlug, ThreadRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var addresses = Own(request.Addresses, request.InstanceName);
        var learnt = await LearnAddresses.RunAsync(db, tenantSlug, addresses, request.Name, now, cancellationToken);
        IReadOnlyList<ChannelAddress> all = learnt is null ? await LearnAddresses.WithPairsAsync(db, addresses, cancellationToken) : addresses;
        var contactId = learnt?.ContactId ?? await BeginContactAsync(db, all, request.Name, now, cancellationToken);
        var thread = learnt is null ? null : await db.Conversations.AsNoTracking().Where(c => c.ContactId == contactId && c.MergedIntoId == null)
            .Select(c => new FoundThread(c.Id, contactId, c.BotEnabled, c.Status, c.LeadId) { HasOwnAgent = c.AgentId != null }).SingleOrDefaultAsync(cancellationToken);
        thread ??= await BeginThreadAsync(db, tenantSlug, request, contactId, now, cancellationToken);
        return thread with { Absorbed = learnt?.Absorbed ?? [] };
    }

    /// <summary>
    /// Addresses as identities hold them: two instances in one group are two threads, so a group's address carries its instance;
    /// a telephone number is one address, whatever channel tells it.
    /// </summary>
    internal static List<ChannelAddress> Own(IReadOnlyList<ChannelAddress> addresses, string instanceName)
        => [.. addresses.Select(a => a.Kind switch
        {
            IdentityKind.Group => a with { Value = $"{instanceName}:{a.Value}" },
            IdentityKind.Phone => a with { Channel = ChannelType.WhatsApp },
            _ => a,
        })];

    private static async Task<Guid> BeginContactAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, string? name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var contact = new Contact { CreatedAt = now, PhoneNumber = addresses.FirstOrDefault(a => a.Kind is IdentityKind.Phone).Value };
        contact.LearnName(name);
        db.Add(contact);
        db.AddRange(addresses.Select(a => ContactIdentity.Of(a, contact.Id, now)));
        await db.SaveChangesAsync(cancellationToken);
        return contact.Id;
    }

    /// <summary>Begins the thread of a person who has none. The addresses are theirs, as the channel writes them.</summary>
    internal static async Task<FoundThread> BeginThreadAsync(
        OmniDbContext db, string tenantSlug, ThreadRequest request, Guid contactId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Whoever makes a lead of this person at this instant waits for the thread, or has been before us.
        await db.LockContactAsync(contactId, cancellationToken);

        // A person may be known, and their number with them, before they ever write.
        var number = await db.Contacts.Where(c => c.Id == contactId).Select(c => c.PhoneNumber).SingleAsync(cancellationToken);
        var key = number is null ? CanonicalKey.For(tenantSlug, request.InstanceName, request.Addresses) : CanonicalKey.OfPhone(tenantSlug, number);
        var lead = await NameThread.OldestLeadAsync(db, contactId, cancellationToken);
        var status = request.HasAgent ? ConversationStatus.Pending : ConversationStatus.Open;
        var conversation = new Conversation
        {
            ContactId = contactId,
            CanonicalKey = lead is { } named ? CanonicalKey.OfLead(tenantSlug, named) : key,
            LeadId = lead,
            Status = status,
            Channel = request.Addresses[0].Channel,
            InstanceId = request.InstanceId,
            InstanceName = request.InstanceName,
            ReplyAddress = request.ReplyAddress,
            LastActivityAt = now,
            CreatedAt = now,
        };
        db.Add(conversation);
        db.AddRange(CanonicalKey.Forms(tenantSlug, key).Append(conversation.CanonicalKey).Distinct().Select(k => new ConversationKey { Key = k, ConversationId = conversation.Id }));
        await db.SaveChangesAsync(cancellationToken);
        return new(conversation.Id, contactId, conversation.BotEnabled, status, lead);
    }
}
