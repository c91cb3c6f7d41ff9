// What merging will do, in words.
using Omni.Core.Contacts;
using Omni.Core.Conversations.Merging;

namespace Omni.Web.Components.Inbox;

internal static class MergeWords
{
    extension(MergeReason reason)
    {
        public string InWords() => reason is MergeReason.SameNumber ? "Same number" : "Same name";
    }

    extension(MergePreview preview)
    {
        /// <param name="gone">Whose conversation goes.</param>
        /// <param name="stays">Whose stays.</param>
        /// <param name="blocked">Which of both is blocked while the other is not; null for neither.</param>
        public IEnumerable<string> Lines(string gone, string stays, string? blocked)
        {
            if (blocked is not null)
            {
                yield return $"{blocked.Isolated()} is blocked, so {(blocked == gone ? stays : gone).Isolated()} will be too: nobody answers what they write.";
            }

            (gone, stays) = (gone.Isolated(), stays.Isolated());
            yield return preview.MessageCount switch
            {
                0 => $"{gone} has no messages yet; only the addresses move.",
                1 => $"1 message of {gone} moves to {stays}, to its place in time.",
                var many => $"{many} messages of {gone} move to {stays}, each to its place in time.",
            };
            yield return $"Status: {preview.Status.InWords()}, whichever of both asks for more attention. "
                + (preview.Assignee is { } assignee ? $"Assigned to {assignee}." : "Assigned to nobody.");

            if (preview.TurnsBotOff)
            {
                yield return "The agent no longer answers, because it is off in one of them.";
            }

            yield return $"{(preview.Addresses.Count == 2 ? "Both" : $"All {preview.Addresses.Count}")} addresses lead here: {string.Join(", ", preview.Addresses.Select(InWords))}.";
            yield return "You can take it back in the thread for a day.";
        }
    }

    private static string InWords(ChannelAddress address) => address.Kind switch
    {
        IdentityKind.Phone => address.Value.Isolated(),
        IdentityKind.Visitor => "a web chat",
        _ => address.Kind.InWords(),
    };
}
