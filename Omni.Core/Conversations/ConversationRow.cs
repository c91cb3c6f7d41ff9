// A conversation as lists show it.
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Conversations;

public sealed record ConversationRow
{
    public required Guid Id { get; init; }

    public required string CanonicalKey { get; init; }

    public required Guid ContactId { get; init; }

    public required string? ContactName { get; init; }

    public required string? PhoneNumber { get; init; }

    public required ChannelType Channel { get; init; }

    /// <summary>Null once the instance was deleted.</summary>
    public required Guid? InstanceId { get; init; }

    public required string InstanceName { get; init; }

    public required string ReplyAddress { get; init; }

    public required ConversationStatus Status { get; init; }

    /// <summary>Until when it is snoozed; null when it is not.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    public required bool BotEnabled { get; init; }

    /// <summary>The agent that was chosen for this conversation; null for the instance's.</summary>
    public string? OwnAgent { get; init; }

    public required Guid? AssigneeId { get; init; }

    public required int UnreadCount { get; init; }

    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Since when the customer waits; null when nobody waits.</summary>
    public required DateTimeOffset? WaitingSince { get; init; }

    public required MessagePreview? LastMessage { get; init; }

    /// <summary>The lead that names it; null for none.</summary>
    public Guid? LeadId { get; init; }

    /// <summary>The conversation that it went into; null for one that stands by itself.</summary>
    public Guid? MergedIntoId { get; init; }

    public bool IsGroup => CanonicalKey.StartsWith("group:", StringComparison.Ordinal);

    public ConversationCursor Cursor => new(LastActivityAt, Id);
}

/// <summary>The beginning of a message; <paramref name="Text"/> is cut, and null when it was deleted.</summary>
public sealed record MessagePreview(
    Guid Id, MessageDirection Direction, MessageSource Source, MessageKind Kind, MessageStatus Status, string? Text, DateTimeOffset SentAt, bool IsDeleted, string InstanceName);

internal static class ConversationRows
{
    private const int PreviewLength = 200;

    extension(IQueryable<Conversation> conversations)
    {
        public IQueryable<ConversationRow> ToRows(OmniDbContext db)
            => from c in conversations
               join p in db.Contacts on c.ContactId equals p.Id
               join last in db.Messages on c.LastMessageId equals last.Id into lasts
               from m in lasts.DefaultIfEmpty()
               select new ConversationRow
               {
                   Id = c.Id,
                   CanonicalKey = c.CanonicalKey,
                   ContactId = c.ContactId,
                   ContactName = p.Name,
                   PhoneNumber = p.PhoneNumber,
                   Channel = c.Channel,
                   InstanceId = c.InstanceId,
                   InstanceName = c.InstanceName,
                   ReplyAddress = c.ReplyAddress,
                   Status = c.Status,
                   SnoozedUntil = c.Status == ConversationStatus.Snoozed ? c.SnoozedUntil : null,
                   BotEnabled = c.BotEnabled,
                   OwnAgent = c.AgentId == null ? null : db.Agents.Where(a => a.Id == c.AgentId).Select(a => a.Name).FirstOrDefault(),
                   AssigneeId = c.AssigneeId,
                   UnreadCount = c.UnreadCount,
                   LeadId = c.LeadId,
                   MergedIntoId = c.MergedIntoId,
                   LastActivityAt = c.LastActivityAt,
                   WaitingSince = c.WaitingSince,
                   LastMessage = m == null
                       ? null
                       : new MessagePreview(
                           m.Id,
                           m.Direction,
                           m.Source,
                           m.Kind,
                           m.Status,
                           m.DeletedAt != null || m.Text == null ? null : m.Text.Substring(0, PreviewLength),
                           m.SentAt,
                           m.DeletedAt != null,
                           m.InstanceName),
               };
    }
}
