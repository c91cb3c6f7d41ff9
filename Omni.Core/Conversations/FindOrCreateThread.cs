// Finds the one thread of a person by any of their addresses, or begins it. Ends in unique indexes: the loser of a race tries again and reads the winner's rows.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

/// <param name="Addresses">All known addresses of the one person or group, best first; never empty.</param>
/// <param name="InstanceId">The instance that carries the message.</param>
/// <param name="InstanceName">Its name.</param>
/// <param name="ReplyAddress">Where answers go, in the channel's own words.</param>
/// <param name="Name">What the channel calls them, if it says.</param>
/// <param name="HasAgent">Whether an agent answers first.</param>
public sealed record ThreadRequest(IReadOnlyList<ChannelAddress> Addresses, Guid InstanceId, string InstanceName, string ReplyAddress, string? Name, bool HasAgent);

/// <param name="ConversationId">The thread.</param>
/// <param name="ContactId">Whose it is.</param>
/// <param name="BotEnabled">Whether the agent may answer, as the row said before any lock.</param>
/// <param name="Status">Likewise.</param>
public sealed record FoundThread(Guid ConversationId, Guid ContactId, bool BotEnabled, ConversationStatus Status);

public static class FindOrCreateThread
{
    /// <summary>Runs inside the caller's transaction; new rows are saved.</summary>
    public static async Task<FoundThread> RunAsync(OmniDbContext db, string tenantSlug, ThreadRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var addresses = Own(request.Addresses, request.InstanceName);
        var known = await FindAsync(db, addresses, cancellationToken);

        if (Best(addresses, known) is not { } best)
        {
            return await BeginAsync(db, tenantSlug, request, addresses, null, now, cancellationToken);
        }

        await LearnAsync(db, request, addresses, known, best.ContactId, now, cancellationToken);
        return best.ConversationId is { } conversationId
            ? new(conversationId, best.ContactId, best.BotEnabled!.Value, best.Status!.Value)
            : await BeginAsync(db, tenantSlug, request, addresses, best.ContactId, now, cancellationToken);
    }

    /// <summary>Addresses as identities hold them: two instances in one group are two threads, so a group's address carries its instance.</summary>
    internal static List<ChannelAddress> Own(IReadOnlyList<ChannelAddress> addresses, string instanceName)
        => [.. addresses.Select(a => a.Kind is IdentityKind.Group ? a with { Value = $"{instanceName}:{a.Value}" } : a)];

    private static async Task<List<Known>> FindAsync(OmniDbContext db, List<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var channel = addresses[0].Channel;
        var values = addresses.SelectMany(Forms).Distinct().ToArray();
        var rows = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.Channel == channel && values.Contains(i.Value))
            .Join(db.Contacts, i => i.ContactId, c => c.Id, (i, c) => new { i, c })
            .LeftJoin(db.Conversations, x => x.i.ContactId, v => v.ContactId, (x, v) => new Known(
                x.i.Kind, x.i.Value, x.i.ContactId, x.c.Name, x.c.PhoneNumber, v == null ? null : v.Id, v == null ? null : v.BotEnabled, v == null ? null : v.Status))
            .ToListAsync(cancellationToken);
        return rows;
    }

    private static IEnumerable<string> Forms(ChannelAddress address)
        => address.Kind is IdentityKind.Phone ? PhoneNumber.FromE164(address.Value).Variants() : [address.Value];

    // Exact address first, then another form of the same number.
    private static Known? Best(List<ChannelAddress> addresses, List<Known> known)
        => addresses.Select(a => known.Find(k => k.Kind == a.Kind && k.Value == a.Value)).FirstOrDefault(k => k is not null)
            ?? known.Find(k => k.Kind is IdentityKind.Phone);

    private static async Task LearnAsync(
        OmniDbContext db, ThreadRequest request, List<ChannelAddress> addresses, List<Known> known, Guid contactId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var fresh = addresses.Where(a => !known.Exists(k => k.Kind == a.Kind && k.Value == a.Value)).ToList();
        var row = known.Find(k => k.ContactId == contactId)!;
        var phone = addresses.Find(a => a.Kind is IdentityKind.Phone).Value;

        if (fresh.Count == 0 && (string.IsNullOrWhiteSpace(request.Name) || row.Name == request.Name.Trim()) && (phone is null || row.PhoneNumber is not null))
        {
            return;
        }

        var contact = await db.Contacts.SingleAsync(c => c.Id == contactId, cancellationToken);
        contact.LearnName(request.Name);
        contact.PhoneNumber ??= phone;
        db.AddRange(fresh.Select(a => ToIdentity(a, contactId, now)));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<FoundThread> BeginAsync(
        OmniDbContext db, string tenantSlug, ThreadRequest request, List<ChannelAddress> addresses, Guid? contactId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (contactId is null)
        {
            var contact = new Contact { CreatedAt = now, PhoneNumber = addresses.Find(a => a.Kind is IdentityKind.Phone).Value };
            contact.LearnName(request.Name);
            db.Add(contact);
            db.AddRange(addresses.Select(a => ToIdentity(a, contact.Id, now)));
            contactId = contact.Id;
        }

        var key = CanonicalKey.For(tenantSlug, request.InstanceName, request.Addresses);
        var status = request.HasAgent ? ConversationStatus.Pending : ConversationStatus.Open;
        var conversation = new Conversation
        {
            ContactId = contactId.Value,
            CanonicalKey = key,
            Status = status,
            Channel = addresses[0].Channel,
            InstanceId = request.InstanceId,
            InstanceName = request.InstanceName,
            ReplyAddress = request.ReplyAddress,
            LastActivityAt = now,
            CreatedAt = now,
        };
        db.Add(conversation);
        db.Add(new ConversationKey { Key = key, ConversationId = conversation.Id });
        await db.SaveChangesAsync(cancellationToken);
        return new(conversation.Id, contactId.Value, conversation.BotEnabled, status);
    }

    private static ContactIdentity ToIdentity(ChannelAddress address, Guid contactId, DateTimeOffset now)
        => new() { ContactId = contactId, Channel = address.Channel, Kind = address.Kind, Value = address.Value, CreatedAt = now };

    private sealed record Known(
        IdentityKind Kind, string Value, Guid ContactId, string? Name, string? PhoneNumber, Guid? ConversationId, bool? BotEnabled, ConversationStatus? Status);
}
