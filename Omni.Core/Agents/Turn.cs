// One turn: the messages that nobody has answered, and who is to answer them.
using Omni.Core.Contacts;
using Omni.Core.Messages;

namespace Omni.Core.Agents;

internal sealed record Turn
{
    /// <summary>A longer burst is answered in several turns.</summary>
    public const int MostMessages = 50;

    /// <summary>How often what the same person wrote is taken up again before it is answered in any case.</summary>
    public const int MostOvertaken = 3;

    // Likewise, how long it may wait.
    private static readonly TimeSpan LongestOvertaken = TimeSpan.FromSeconds(60);

    public Guid Id { get; } = Guid.CreateVersion7();

    public required Guid ConversationId { get; init; }

    /// <summary>When it began, for the trace.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Oldest first, all through one instance; never empty.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    public required Contact Contact { get; init; }

    public required Guid InstanceId { get; init; }

    public required string InstanceName { get; init; }

    public required ChannelType Channel { get; init; }

    public required Agent Agent { get; init; }

    /// <summary>The contact's address on this channel other than a number, as the channel says it: a group's jid; null when there is none.</summary>
    public string? ExternalUserId { get; init; }

    public required bool IsGroup { get; init; }

    /// <summary>Whether a long answer is cut into several messages, and one that grows leaves by paragraphs.</summary>
    public required bool SplitsLongTexts { get; init; }

    /// <summary>How many turns for some of these messages were overtaken before.</summary>
    public required int TimesOvertaken { get; init; }

    public Message Last => Messages[^1];

    /// <summary>Whether more from the customer makes this turn void. Somebody who writes without pause still gets an answer.</summary>
    public bool MayBeOvertaken(DateTimeOffset now)
        => Agent.WhenOvertaken is WhenOvertaken.Supersede && TimesOvertaken < MostOvertaken && Messages.Count < MostMessages && now < Messages[0].CreatedAt + LongestOvertaken;
}
