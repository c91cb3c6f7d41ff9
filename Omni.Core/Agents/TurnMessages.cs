// Makes the rows of what an agent says in a turn.
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Agents;

internal sealed class TurnMessages(ChannelDirectory channels)
{
    // Into so many a long text is cut at most, and so many files and places go with it: less than the loop guard lets pass in a minute.
    private const int MostPieces = 10;
    private const int MostContents = 8;

    /// <summary>A text in order, cut when the instance wants that; none for a blank one.</summary>
    public static List<Message> OfText(Turn turn, Conversation thread, string? text, MessageSource source, short before, DateTimeOffset now)
        => text?.Fit(Message.MaxTextLength) is { } fit && !string.IsNullOrWhiteSpace(fit) ? MakeMessages.Of(fit, ToEnvelope(turn, thread, source, before, now), turn.SplitsLongTexts) : [];

    /// <summary>What goes beside the text; what cannot go is told to <paramref name="notes"/>.</summary>
    public List<Message> OfContents(Turn turn, Conversation thread, IReadOnlyList<NewContent> contents, short before, DateTimeOffset now, List<string> notes)
    {
        var messages = new List<Message>();

        foreach (var content in contents)
        {
            if (CheckContent.Find(content) is { } refusal)
            {
                notes.Add($"Something beside the text could not be sent. {refusal.Message}");
            }
            else if (channels.Find(turn.Channel)?.Carries(content.Kind) is not true)
            {
                notes.Add($"{ChannelDirectory.Sentence(turn.Channel, turn.InstanceName, content.Kind)} One was left out.");
            }
            else if (messages.Count == MostContents)
            {
                notes.Add($"More than {MostContents} files and places came with one answer; the others were left out.");
                break;
            }
            else
            {
                messages.AddRange(MakeMessages.Of(content, ToEnvelope(turn, thread, MessageSource.Bot, (short)(before + messages.Count), now), splits: false));
            }
        }

        return messages;
    }

    // In the conversation that the turn's went into, to leave through the instance whose messages it answers.
    private static OutboundEnvelope ToEnvelope(Turn turn, Conversation thread, MessageSource source, short before, DateTimeOffset now) => new()
    {
        ConversationId = thread.Id,
        ContactId = thread.ContactId,
        LeadId = thread.LeadId,
        InstanceId = turn.InstanceId,
        InstanceName = turn.InstanceName,
        Address = turn.Last.Address,
        Source = source,
        AuthorName = turn.Agent.Name,
        TurnId = turn.Id,
        MostPieces = Math.Max(1, MostPieces - before),
        PiecesBefore = before,
        Now = now,
    };
}
