// Puts a message into the words in which an agent hears of it.
using System.Globalization;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Agents;

internal static class SayMessage
{
    private const int LongestQuote = 200;

    extension(Message message)
    {
        /// <param name="isGroup">In groups, who wrote it stands in front.</param>
        public string Say(bool isGroup)
        {
            var text = message.Text ?? message.Details?.Location switch
            {
                { } place => string.Create(CultureInfo.InvariantCulture, $"[location {place.Latitude}, {place.Longitude}{(place.Name is { } name ? $", {name}" : null)}]"),
                null => $"[{message.Kind.ToString().ToLowerInvariant()}]",
            };

            if (message.QuotedText is { Length: > 0 } quoted)
            {
                text = $"> {quoted.Fit(LongestQuote)}\n{text}";
            }

            return isGroup && message.Direction is MessageDirection.Inbound && message.AuthorName is { } author ? $"[{author}]: {text}" : text;
        }
    }
}
