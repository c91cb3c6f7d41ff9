// Which web pages may embed a chat, or call it.
using Microsoft.Extensions.Options;
using Omni.Core.Instances;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.WebChat;

internal static class ChatOrigins
{
    /// <summary>True for no origin at all: programs and plain navigation have none.</summary>
    public static bool IsOwn(HttpContext http, string origin)
        => origin.Length == 0
            || Same(origin, $"{http.Request.Scheme}://{http.Request.Host}")
            || (Normal(http.RequestServices.GetRequiredService<IOptions<OmniOptions>>().Value.PublicUrl) is { } own && Same(origin, own));

    /// <summary>True when the chat names this origin.</summary>
    public static bool IsNamed(Instance chat, string origin) => chat.AllowedOrigins.Exists(o => Normal(o) is { } named && Same(origin, named));

    /// <summary>The value of <c>frame-ancestors</c>. What is no origin does not get into the header.</summary>
    public static string FrameAncestors(Instance chat)
        => chat.AllowedOrigins.Count == 0 ? "*" : string.Join(' ', chat.AllowedOrigins.Select(Normal).OfType<string>().Prepend("'self'"));

    private static string? Normal(string address) => WebAddress.Read(address)?.GetLeftPart(UriPartial.Authority);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
