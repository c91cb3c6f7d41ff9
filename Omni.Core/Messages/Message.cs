// One message of a thread. Outbound ones are rows before anything leaves.
using Omni.Core.Tenancy;

namespace Omni.Core.Messages;

public sealed class Message : ITenantOwned
{
    /// <summary>The longest text taken from people and programs, in characters.</summary>
    public const int MaxTextLength = 65_536;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    /// <summary>Order of arrival; the database gives it.</summary>
    public long Sequence { get; private set; }

    public required Guid ConversationId { get; set; }

    public required Guid ContactId { get; set; }

    /// <summary>The lead that named the thread when it was stored, or that was made of it later.</summary>
    public Guid? LeadId { get; set; }

    public Guid? InstanceId { get; init; }

    /// <summary>Kept beside the id, so that a thread stays readable when the instance is gone.</summary>
    public required string InstanceName { get; init; }

    public required MessageDirection Direction { get; init; }

    public required MessageSource Source { get; init; }

    public required MessageKind Kind { get; init; }

    public string? Text { get; set; }

    /// <summary>Place, cards, mentions; null for most.</summary>
    public MessageDetails? Details { get; init; }

    /// <summary>Its files; only there when they were asked for, or are being stored.</summary>
    public List<Attachment> Attachments { get; private set; } = [];

    public required MessageStatus Status { get; set; }

    public string? ProviderMessageId { get; set; }

    /// <summary>The provider's id of the message this one answers or reacts to.</summary>
    public string? QuotedProviderId { get; init; }

    public string? QuotedText { get; init; }

    /// <summary>Who wrote it, for people: the member's, agent's or group participant's name.</summary>
    public string? AuthorName { get; init; }

    /// <summary>The member who wrote it.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>Where it goes or came from, in the channel's own words.</summary>
    public required string Address { get; init; }

    /// <summary>The channel's time, else ours. While it is scheduled: when it goes out.</summary>
    public required DateTimeOffset SentAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EditedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Why it failed or is late, in words for members.</summary>
    public string? Error { get; set; }

    /// <summary>The agent's turn that answers it (inbound) or made it (outbound).</summary>
    public Guid? TurnId { get; set; }

    /// <summary>True while no turn has taken it.</summary>
    public bool AwaitsTurn { get; set; }

    /// <summary>The sender's own key; the same key twice is one message.</summary>
    public string? ClientKey { get; init; }

    /// <summary>What was asked for under that key, as a fingerprint; null without a key.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Which piece of a text that was cut into several it is, counted from 0. Pieces leave some tenths of a second apart.</summary>
    public short Part { get; init; }

    public int Attempts { get; set; }

    /// <summary>For queued messages: not before this time.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Whether that time is its place in the queue of an instance that sends only so many a minute.</summary>
    public bool HasSlot { get; set; }

    /// <summary>What the text was before it was edited, oldest first.</summary>
    public List<string> EarlierTexts { get; private set; } = [];

    /// <summary>Changes the text and keeps what it was. The same text again changes nothing.</summary>
    public bool Edit(string text, DateTimeOffset now)
    {
        if (text == Text)
        {
            return false;
        }

        EarlierTexts = [.. EarlierTexts.TakeLast(19), Text ?? ""];
        (Text, EditedAt) = (text, now);
        return true;
    }

    /// <summary>Leaves a tombstone; the text is kept for admins.</summary>
    public bool Delete(DateTimeOffset now)
    {
        var first = DeletedAt is null;
        DeletedAt ??= now;
        return first;
    }

    /// <summary>
    /// Takes a receipt: up the ladder only, and failed only while nothing says that it arrived. That it once left the gateway, told late,
    /// does not take back that it failed; so the same receipts end alike in every order. Answers whether anything changed.
    /// </summary>
    public bool ApplyReceipt(MessageStatus receipt)
    {
        if (receipt is MessageStatus.Sent && Status is MessageStatus.Failed)
        {
            return false;
        }

        if (receipt is not MessageStatus.Failed)
        {
            return RaiseTo(receipt);
        }

        if (Direction is not MessageDirection.Outbound || Status is MessageStatus.Failed or >= MessageStatus.Delivered)
        {
            return false;
        }

        (Status, Error) = (MessageStatus.Failed, "The channel says that it could not deliver this message.");
        return true;
    }

    /// <summary>Climbs the ladder; never down. Answers whether anything changed.</summary>
    public bool RaiseTo(MessageStatus status)
    {
        if (Direction is not MessageDirection.Outbound || status <= Status || Status is MessageStatus.Cancelled)
        {
            return false;
        }

        Status = status;
        Error = null;
        return true;
    }
}
