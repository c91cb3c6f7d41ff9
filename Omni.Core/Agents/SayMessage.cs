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
            var details = Say(message.Details);
            var text = details is null ? message.Text ?? $"[{message.Kind.ToString().ToLowerInvariant()}]"
                : message.Text is { } beside && !message.Details!.Repeats(beside) ? $"{details}\n{beside}"
                : details;

            if (message.QuotedText is { Length: > 0 } quoted)
            {
                text = $"> {quoted.Fit(LongestQuote)}\n{text}";
            }

            return isGroup && message.Direction is MessageDirection.Inbound && message.AuthorName is { } author ? $"[{author}]: {text}" : text;
        }
    }

    private static string? Say(MessageDetails? details) => details switch
    {
        { Location: var (latitude, longitude, name, address) }
            => string.Create(CultureInfo.InvariantCulture, $"[location {latitude}, {longitude}{(name is null ? null : $", {name}")}{(address is null ? null : $", {address}")}]"),
        { Cards: { Count: > 0 } cards } => $"[contact {string.Join("; ", cards.Select(c => c.PhoneNumber.Length > 0 ? $"{c.FullName}, {c.PhoneNumber}" : c.FullName))}]",
        _ => null,
    };
}
