using Omni.Core.Contacts;
using Omni.Core.Conversations.People;

namespace Omni.Web.Api;

/// <summary>A person as the API shows them; contract, section 4.</summary>
internal sealed record ContactBody
{
    public required Guid Id { get; init; }

    public required string? Name { get; init; }

    /// <summary>E.164.</summary>
    public required string? PhoneNumber { get; init; }

    public required string? Email { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Where they can be reached.</summary>
    public required IReadOnlyList<ChannelType> Channels { get; init; }

    /// <summary>Their addresses, oldest first.</summary>
    public required IReadOnlyList<IdentityAnswer> Identities { get; init; }

    /// <summary>Oldest first; null in lists, where they are not read.</summary>
    public IReadOnlyList<ContactLeadBody>? Leads { get; init; }

    /// <summary>Null while nobody has written.</summary>
    public required Guid? ConversationId { get; init; }

    public required DateTimeOffset? LastActivityAt { get; init; }

    /// <summary>The contact that this one turned out to be.</summary>
    public Guid? MergedInto { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static ContactBody Of(ContactRow row, IEnumerable<ChannelAddress> identities) => new()
    {
        Id = row.Id,
        Name = row.Name,
        PhoneNumber = row.PhoneNumber,
        Email = row.Email,
        Attributes = row.Attributes,
        Channels = row.Channels,
        Identities = [.. identities.Select(i => new IdentityAnswer(i.Channel, i.Kind, i.Value))],
        ConversationId = row.ConversationId,
        LastActivityAt = row.LastActivityAt,
        CreatedAt = row.CreatedAt,
    };

    public static ContactBody Of(ContactDetails details) => Of(details.Row, details.Identities) with
    {
        Leads = [.. details.Leads.Select(l => new ContactLeadBody(l.Id, l.Name, l.Stage, l.Value))],
        MergedInto = details.MergedInto,
    };
}

internal sealed record ContactLeadBody(Guid Id, string Name, string Stage, decimal? Value);
