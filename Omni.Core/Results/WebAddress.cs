namespace Omni.Core.Results;

/// <summary>What counts as the address of a service.</summary>
public static class WebAddress
{
    public const int MaxLength = 500;

    public const string Rule = "Give a whole address that begins with http:// or https://, of at most 500 characters.";

    public static bool IsValid(string text) => text.Length <= MaxLength && Read(text) is not null;

    /// <summary>
    /// The address with its host as it goes to a name server and into a connection, in ASCII: 169.254.169.254 can be written with
    /// full-width digits, circled ones or soft hyphens, and whoever asks where an address leads has to ask this one. Null when it is none.
    /// </summary>
    public static Uri? Read(string? text)
    {
        if (!Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            return null;
        }

        if (url.HostNameType is UriHostNameType.IPv6)
        {
            return url;
        }

        try
        {
            // Most parsers take 127.0.0.1 with a dot at its end for that address, Uri takes it for a name.
            var host = url.IdnHost.TrimEnd('.') is var plain && Uri.CheckHostName(plain) is UriHostNameType.IPv4 ? plain : url.IdnHost;
            return Uri.CheckHostName(host) is UriHostNameType.Unknown ? null
                : host == url.Host ? url
                : new UriBuilder(url) { Host = host }.Uri;
        }
        catch (UriFormatException)
        {
            // Names that no name server can be asked for, such as one of a zero-width space.
            return null;
        }
    }

    /// <summary>Whether an address leads nowhere, or to where the other one did: by the same scheme to the same host and port.</summary>
    /// <param name="text">Where it leads now; null for nowhere.</param>
    /// <param name="before">Where it led before.</param>
    public static bool LeadsTo(string? text, string? before)
        => string.IsNullOrWhiteSpace(text) || (OriginOf(text) is { } origin && origin == OriginOf(before));

    extension(Uri address)
    {
        /// <summary>The host of an address that was read here: a name or an IP address, without the brackets and the zone of IPv6.</summary>
        public string BareHost => address.Host.Trim('[', ']');
    }

    private static string? OriginOf(string? text) => Read(text)?.GetLeftPart(UriPartial.Authority);
}
