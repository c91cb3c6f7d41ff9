// Time zones by the names that IANA gives them, such as Europe/Berlin.
using System.Text.RegularExpressions;

namespace Omni.Core.Clocks;

public static partial class TimeZones
{
    public const int MaxLength = 64;

    /// <summary>Null for a name that is none. The system looks zones up as files, so what looks like a path elsewhere is not even looked for.</summary>
    public static TimeZoneInfo? Find(string? id)
        => id is { Length: > 0 and <= MaxLength } && Name().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId ? zone : null;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*\z")]
    private static partial Regex Name();
}
