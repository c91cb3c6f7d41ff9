using System.Globalization;

namespace Omni.Web.Components.Shared;

internal static class Bytes
{
    /// <summary>A size as people say it: 640 B, 12 KB, 3.4 MB.</summary>
    public static string InWords(long bytes) => bytes switch
    {
        < 1_024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_024 * 1_024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_024} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1_024.0 * 1_024):0.#} MB"),
    };
}
