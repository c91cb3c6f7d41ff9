// What rules are called on the screens.
using Omni.Core.Access;

namespace Omni.Web.Components.Access;

internal static class AccessWords
{
    /// <summary>Whom a pattern is about, as the start of a line above it; null where the pattern says it all.</summary>
    public static string KindInWords(string pattern) => pattern switch
    {
        "*" => "Everybody",
        "+*" => "Every number",
        ['+', .., '*'] => "Numbers that begin so",
        [.., '*'] => "Ids that begin so",
        ['+', ..] => "Number",
        _ when pattern.EndsWith("@g.us", StringComparison.Ordinal) => "Group",
        _ when pattern.EndsWith("@lid", StringComparison.Ordinal) => "WhatsApp's hidden id",
        _ when pattern.Contains('@', StringComparison.Ordinal) => "E-mail",
        _ => "User id",
    };

    /// <summary>What somebody who types a pattern is told that it means.</summary>
    public static string MeaningInWords(RulePattern pattern) => pattern switch
    {
        { Literal: "" } => "Everybody, on every channel.",
        { Text: "+*" } => "Everybody with a telephone number.",
        { IsPrefix: true, Literal: ['+', ..] } => $"Every number that begins with \u2066{pattern.Text[..^1]}\u2069.",
        { IsPrefix: true } => $"Every id that begins with \u2066{pattern.Text[..^1]}\u2069.",
        { Literal: ['+', ..] } => $"The number \u2066{pattern.Text}\u2069, and every other address of whoever has it.",
        _ when pattern.Text.EndsWith("@g.us", StringComparison.Ordinal) => "This one group.",
        _ => $"Whoever is \u2066{pattern.Text}\u2069 on their channel, and every other address of theirs.",
    };

    extension(AccessAction action)
    {
        public string InWords() => action is AccessAction.Allow ? "Allow" : "Block";
    }

    extension(AccessRuleRow row)
    {
        public string WhereInWords() => row.InstanceName ?? "All instances";
    }
}
