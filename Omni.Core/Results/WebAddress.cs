namespace Omni.Core.Results;

/// <summary>What counts as the address of a service.</summary>
public static class WebAddress
{
    public const int MaxLength = 500;

    public const string Rule = "Give a whole address that begins with http:// or https://, of at most 500 characters.";

    public static bool IsValid(string text)
        => text.Length <= MaxLength
            && Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && url.Host.Length > 0
            && url.UserInfo.Length == 0;

    /// <summary>Whether an address leads nowhere, or to where the other one did: by the same scheme to the same host and port.</summary>
    /// <param name="text">Where it leads now; null for nowhere.</param>
    /// <param name="before">Where it led before.</param>
    public static bool LeadsTo(string? text, string? before)
        => string.IsNullOrWhiteSpace(text) || (OriginOf(text) is { } origin && origin == OriginOf(before));

    private static string? OriginOf(string? text)
        => Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority).ToLowerInvariant() : null;
}
