// How old something is, in words for members.
using System.Globalization;

namespace Omni.Core.Agents;

internal static class Ages
{
    public static string InWords(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} hours"),
        { TotalMinutes: >= 1.5 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} minutes"),
        _ => "a minute",
    };
}
