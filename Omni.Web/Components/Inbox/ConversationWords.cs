// What conversations and messages are called on the screens.
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

internal static class ConversationWords
{
    private const string HiddenId = "WhatsApp's hidden id";

    extension(ConversationRow row)
    {
        /// <summary>The name, else the number, else what the channel calls them.</summary>
        public string DisplayName() => row.ContactName ?? row.PhoneNumber ?? (row.IsGroup, row.Channel) switch
        {
            (true, _) => "Group without a name",
            (_, ChannelType.WebChat) => VisitorName.Of(row.ContactId),
            _ when row.IsHidden() => HiddenId,
            _ => row.ReplyAddress,
        };

        /// <summary>How they are reached, in words: the number, else what stands in its place.</summary>
        public string AddressInWords() => row switch
        {
            { IsGroup: true } => "Group",
            { PhoneNumber: { } number } => number,
            _ when row.IsHidden() => HiddenId,
            _ => row.Channel.InWords(),
        };

        // The digits look like a number and are none.
        private bool IsHidden() => row.ReplyAddress.EndsWith("@lid", StringComparison.Ordinal);

        /// <summary>What initials are made from; null where only a number is known.</summary>
        public string? AvatarName() => row.ContactName;

        public string PreviewText() => row.LastMessage switch
        {
            null => "No messages yet",
            { IsDeleted: true } => "This message was deleted",
            { Text: { Length: > 0 } text } => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            var message => message.Kind.InWords(),
        };
    }

    extension(ConversationStatus status)
    {
        public string InWords() => status switch
        {
            ConversationStatus.Pending => "With the agent",
            ConversationStatus.Open => "With the team",
            ConversationStatus.Snoozed => "Snoozed",
            _ => "Resolved",
        };
    }

    extension(MessageStatus status)
    {
        public string InWords() => status switch
        {
            MessageStatus.Queued => "Waiting to be sent",
            MessageStatus.Sending => "Being sent",
            MessageStatus.Sent => "Sent",
            MessageStatus.Delivered => "Delivered",
            MessageStatus.Read => "Read",
            MessageStatus.Played => "Played",
            MessageStatus.Failed => "Not sent",
            MessageStatus.Unknown => "Not known whether it was sent",
            MessageStatus.Scheduled => "Scheduled",
            MessageStatus.Cancelled => "Cancelled",
            MessageStatus.Blocked => "Blocked by an access rule",
            _ => "Received",
        };
    }

    extension(MessageKind kind)
    {
        public string InWords() => kind switch
        {
            MessageKind.Image => "Picture",
            MessageKind.Audio => "Voice message",
            MessageKind.Unsupported => "A message of a kind that only the phone can show",
            _ => kind.ToString(),
        };

        /// <summary>Null for plain text.</summary>
        public string? IconName() => kind switch
        {
            MessageKind.Text => null,
            MessageKind.Image => "image",
            MessageKind.Video => "video",
            MessageKind.Audio => "microphone",
            MessageKind.Document => "document",
            MessageKind.Sticker => "sticker",
            MessageKind.Location => "pin",
            MessageKind.Contact => "person",
            MessageKind.Reaction => "heart",
            MessageKind.Poll => "list",
            MessageKind.Order => "bag",
            _ => "info",
        };
    }

    extension(AttachmentRow file)
    {
        /// <summary>Whether browsers show it as a picture.</summary>
        public bool IsPicture() => file.MimeType is "image/jpeg" or "image/png" or "image/gif" or "image/webp";

        /// <summary>Its size; where it stands elsewhere, where.</summary>
        public string SizeInWords() => file.Size is { } size ? Bytes.InWords(size) : file.SourceUrl is { } url ? new Uri(url).Host : "";
    }

    extension(IdentityKind kind)
    {
        public string InWords() => kind switch
        {
            IdentityKind.Phone => "Number",
            IdentityKind.Lid => HiddenId,
            IdentityKind.Group => "Group",
            IdentityKind.Visitor => "Visitor",
            IdentityKind.DiscordUser => "Discord user",
            IdentityKind.SlackUser => "Slack user",
            IdentityKind.ChatwootContact => "Chatwoot contact",
            IdentityKind.ImportedLead => "Imported lead",
            _ => "E-mail",
        };
    }

    extension(ActivityRow activity)
    {
        // A name and a number, each for itself.
        public string DetailIsolated() => string.Join(" · ", (activity.Detail ?? "").Split(" · ").Select(p => p.Isolated()));

        public string InWords() => activity.Kind switch
        {
            ActivityKind.AgentFailed => $"{activity.Actor ?? "The agent"} could not answer, and the team has the conversation now{Because(activity.Detail)}",
            ActivityKind.HandedOver => $"{activity.Actor ?? "The agent"} handed the conversation to the team{Because(activity.Detail)}",
            ActivityKind.BotSilenced => $"{activity.Actor ?? "A member"} took over from the agent",
            ActivityKind.BotResumed when activity is { Actor: null, Detail: { } quiet } => $"The agent has the conversation again: nobody wrote for {quiet}",
            ActivityKind.TooOld => $"{activity.Actor ?? "The agent"} did not answer, and the team has the conversation now{Because(activity.Detail)}",
            ActivityKind.LoopStopped => $"{activity.Actor ?? "The agent"} was silenced, and the team has the conversation now{Because(activity.Detail)}",
            ActivityKind.AgentChosen when activity.Detail is { } chosen => $"{activity.Actor ?? "Somebody"} chose {chosen.Isolated()} to answer first here",
            ActivityKind.AgentChosen => $"{activity.Actor ?? "Somebody"} let the instance's agent answer first here again",
            ActivityKind.BotResumed => $"{activity.Actor ?? "A member"} gave the conversation back to the agent",
            ActivityKind.Resolved => $"{activity.Actor ?? "Somebody"} resolved the conversation",
            ActivityKind.Reopened => $"{activity.Actor ?? "Somebody"} opened the conversation again",
            ActivityKind.Snoozed => $"{activity.Actor ?? "Somebody"} snoozed the conversation",
            ActivityKind.CameBack => "The conversation came back: its time had come",
            ActivityKind.Assigned when activity.Detail is { } member => $"{activity.Actor ?? "Somebody"} assigned the conversation to {member.Isolated()}",
            ActivityKind.Assigned => $"{activity.Actor ?? "Somebody"} assigned the conversation to nobody",
            ActivityKind.Merged when activity.Actor is { } member => $"{member.Isolated()} merged the conversation with {activity.DetailIsolated()} into this one",
            ActivityKind.Merged => $"The conversation with {activity.DetailIsolated()} joined this one: the channel says that both are the same person",
            ActivityKind.MergeUndone => $"{activity.Actor ?? "Somebody"} took the merge back",
            ActivityKind.Call => activity.Detail ?? "The customer called",
            _ => activity.Detail ?? activity.Kind.ToString(),
        };
    }

    extension(string text)
    {
        /// <summary>Keeps its own direction within a sentence of ours: a Hebrew name, a number with its plus in front.</summary>
        public string Isolated() => $"\u2068{text}\u2069";
    }

    private static string Because(string? detail) => string.IsNullOrWhiteSpace(detail) ? "" : $": {detail}";
}
