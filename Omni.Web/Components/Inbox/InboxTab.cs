// The tabs above the list.
using Omni.Core.Conversations;

namespace Omni.Web.Components.Inbox;

internal sealed record InboxTab(string Label, ConversationFilter Filter, string EmptyTitle, string EmptySentence)
{
    public static readonly InboxTab Open = new(
        "Open",
        new() { Statuses = [ConversationStatus.Pending, ConversationStatus.Open] },
        "All quiet",
        "Nobody waits for an answer. When a customer writes, the conversation appears here by itself.");

    public static readonly InboxTab Unread = new(
        "Unread",
        new() { IsUnread = true },
        "Everything is read",
        "Conversations with new messages appear here by themselves.");

    public static readonly InboxTab Snoozed = new(
        "Snoozed",
        new() { Statuses = [ConversationStatus.Snoozed] },
        "Nothing is snoozed",
        "A snoozed conversation comes back by itself when its time has come, or when the customer writes.");

    public static readonly InboxTab Resolved = new(
        "Resolved",
        new() { Statuses = [ConversationStatus.Resolved] },
        "Nothing is resolved yet",
        "Resolve a conversation when nothing is left to do. It comes back when the customer writes again.");

    public static readonly InboxTab[] All = [Open, Unread, Snoozed, Resolved];
}
