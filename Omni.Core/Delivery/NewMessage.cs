using Omni.Core.Conversations;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;

namespace Omni.Core.Delivery;

/// <summary>What somebody wants to say in a conversation.</summary>
public sealed record NewMessage
{
    /// <summary>Where it is said; empty when <see cref="To"/> tells whose thread it is.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Instead of a conversation: whose thread is found, or begun together with the message, so that a refused one leaves nothing behind.</summary>
    public ThreadRequest? To { get; init; }

    /// <summary>What is said.</summary>
    public required NewContent Content { get; init; }

    public required MessageSource Source { get; init; }

    /// <summary>The member who writes, for <see cref="MessageSource.Member"/>.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>The member's or agent's name, for people.</summary>
    public string? AuthorName { get; init; }

    /// <summary>The sender's own key; the same key twice is one message.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Leave through this instance instead of the one the customer last wrote to.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>Go to this address instead of the one the customer last wrote from, in the channel's own words.</summary>
    public string? Address { get; init; }

    /// <summary>True for people, who answer the one message they look at: it leaves by the way that one went, also when the customer has written elsewhere since.</summary>
    public bool FollowsQuoted { get; init; }

    /// <summary>True for what an agent says by a tool: only while the conversation is the agent's, and counted by the loop guard.</summary>
    public bool IsAgents { get; init; }

    /// <summary>Goes out then; null for at once.</summary>
    public NewSchedule? Schedule { get; init; }
}

/// <summary>What a message says, before it is stored. <see cref="CheckContent"/> says what is allowed.</summary>
public sealed record NewContent
{
    public MessageKind Kind { get; init; } = MessageKind.Text;

    /// <summary>The text, the caption of a file, or the emoji of a reaction (empty takes the reaction back).</summary>
    public string Text { get; init; } = "";

    /// <summary>The file, for image, video, audio, document and sticker.</summary>
    public NewFile? File { get; init; }

    public MessageDetails? Details { get; init; }

    /// <summary>The message that this one answers or reacts to: our id of it, or the provider's.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether a long text is cut into several messages; null leaves it to the instance.</summary>
    public bool? Splits { get; init; }

    public static implicit operator NewContent(string text) => new() { Text = text };
}

/// <summary>A file to send: its bytes, or where they stand.</summary>
public sealed record NewFile
{
    public byte[]? Bytes { get; init; }

    /// <summary>http or https.</summary>
    public string? Url { get; init; }

    /// <summary>Such as <c>image/jpeg</c>; null guesses by the name.</summary>
    public string? MimeType { get; init; }

    public string? FileName { get; init; }
}
