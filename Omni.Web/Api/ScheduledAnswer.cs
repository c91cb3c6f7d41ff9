using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;

namespace Omni.Web.Api;

/// <summary>A message that waits for its time, with when and how it goes out.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="MessageId">The same.</param>
/// <param name="ConversationId">The conversation it goes to.</param>
/// <param name="ContactId">Whose conversation that is.</param>
/// <param name="LeadId">The lead that names the conversation.</param>
/// <param name="InstanceName">The instance it leaves through.</param>
/// <param name="Source">Who asked for it.</param>
/// <param name="Text">What it says.</param>
/// <param name="Status"><c>scheduled</c>, until it goes its way or is cancelled.</param>
/// <param name="SendAt">When it goes out; null when it waits no longer.</param>
/// <param name="TimeZone">Whose clock counts when it comes again.</param>
/// <param name="Recurrence">How often it comes again.</param>
/// <param name="OnlyIfUnanswered">Whether an answer of the customer cancels it.</param>
/// <param name="SeriesId">The first message of its series, by whose id it is found, too.</param>
/// <param name="AuthorName">The member who wrote it.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Error">Why it did not go out, or one before it.</param>
internal sealed record ScheduledAnswer(
    Guid Id,
    Guid MessageId,
    Guid ConversationId,
    Guid ContactId,
    Guid? LeadId,
    string InstanceName,
    MessageSource Source,
    string? Text,
    MessageStatus Status,
    DateTimeOffset? SendAt,
    string? TimeZone,
    Recurrence Recurrence,
    bool OnlyIfUnanswered,
    Guid SeriesId,
    string? AuthorName,
    DateTimeOffset CreatedAt,
    string? Error)
{
    public static ScheduledAnswer Of(ScheduledRow row)
        => Of(row.Message) with { SendAt = row.SendAt, TimeZone = row.TimeZone, Recurrence = row.Recurrence, OnlyIfUnanswered = row.OnlyIfUnanswered, SeriesId = row.SeriesId };

    /// <summary>One that waits no longer.</summary>
    public static ScheduledAnswer Of(MessageRow m)
        => new(m.Id, m.Id, m.ConversationId, m.ContactId, m.LeadId, m.InstanceName, m.Source, m.Text, m.Status, null, null, Recurrence.None, false, m.Id, m.AuthorName, m.CreatedAt, m.Error);
}
