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
}
