using System.Security.Claims;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Messages;

namespace Omni.Web.Api;

/// <summary>A conversation as the API shows it; contract, section 4. <c>agent</c> is the one chosen for it; null when the instance's answers. <c>snoozed_until</c> is null when it is not snoozed.</summary>
internal sealed record ConversationAnswer(
    Guid Id,
    string CanonicalKey,
    ContactAnswer Contact,
    Guid? LeadId,
    ConversationStatus Status,
    DateTimeOffset? SnoozedUntil,
    Guid? Assignee,
    bool BotEnabled,
    string? Agent,
    IReadOnlyList<string> Labels,
    int UnreadCount,
    LastMessageAnswer? LastMessage,
    DateTimeOffset LastActivityAt,
    string InstanceName,
    Guid? MergedInto)
{
    /// <summary>The last message is left out when it went through an instance that the key does not reach.</summary>
    public static ConversationAnswer Of(ConversationRow row, IEnumerable<ChannelAddress> identities, ClaimsPrincipal user) => new(
        row.Id,
        row.CanonicalKey,
        new(row.ContactId, row.ContactName, row.PhoneNumber, [.. identities.Select(i => new IdentityAnswer(i.Channel, i.Kind, i.Value))]),
        row.LeadId,
        row.Status,
        row.SnoozedUntil,
        row.AssigneeId,
        row.BotEnabled,
        row.OwnAgent,
        Labels: [],
        row.UnreadCount,
        row.LastMessage is { } last && user.MayTouchInstance(last.InstanceName) ? new(last.Id, last.Direction, last.Source, last.Kind, last.Text, last.Status, last.SentAt) : null,
        row.LastActivityAt,
        row.InstanceName,
        row.MergedIntoId);
}

/// <param name="Identities">Their addresses, oldest first; null in the messages that webhooks tell of.</param>
internal sealed record ContactAnswer(Guid Id, string? Name, string? PhoneNumber, IReadOnlyList<IdentityAnswer>? Identities);

internal sealed record IdentityAnswer(ChannelType Channel, IdentityKind Kind, string Value);

/// <param name="Text">The first 200 characters.</param>
internal sealed record LastMessageAnswer(
    Guid Id, MessageDirection Direction, MessageSource Source, MessageKind Kind, string? Text, MessageStatus Status, DateTimeOffset SentAt);
