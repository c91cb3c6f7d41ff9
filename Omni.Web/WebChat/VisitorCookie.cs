// Knows a visitor again by a signed cookie that works for one chat of one tenant. What was altered is nobody's.
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Omni.Web.Hosting;

namespace Omni.Web.WebChat;

internal sealed class VisitorCookie(IDataProtectionProvider protection, IOptions<OmniOptions> options)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(365);
    private readonly bool _isPublicSecure = options.Value.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Who is writing; a new visitor gets a cookie. Call it before the answer begins.</summary>
    /// <param name="http">The request, with its chat found.</param>
    /// <param name="renews">True to begin the year anew.</param>
    public Guid Enter(HttpContext http, bool renews = false)
    {
        var chat = http.Chat;
        var name = $"omni.chat.{chat.Open.Instance.Name}";
        var protector = protection.CreateProtector("Omni.Visitors", chat.Door.Tenant.ToString(), chat.Door.InstanceId.ToString());
        var known = Open(protector, http.Request.Cookies[name]);
        var visitor = known ?? Guid.NewGuid();

        if (known is null || renews)
        {
            http.Response.Cookies.Append(name, protector.Protect(visitor.ToString("N")), Describe(http));
        }

        return visitor;
    }

    private static Guid? Open(IDataProtector protector, string? cookie)
    {
        try
        {
            return !string.IsNullOrEmpty(cookie) && Guid.TryParseExact(protector.Unprotect(cookie), "N", out var visitor) ? visitor : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    // Inside a foreign page only a secure cookie of SameSite=None comes back, and Partitioned keeps it to that page's site.
    private CookieOptions Describe(HttpContext http)
    {
        var isSecure = http.Request.IsHttps || _isPublicSecure;
        var isThirdParty = isSecure && http.IsEmbedded;
        var cookie = new CookieOptions
        {
            HttpOnly = true,
            Path = "/",
            MaxAge = Memory,
            Secure = isSecure,
            SameSite = isThirdParty ? SameSiteMode.None : SameSiteMode.Lax,
            IsEssential = true,
        };

        if (isThirdParty)
        {
            cookie.Extensions.Add("Partitioned");
        }

        return cookie;
    }
}
