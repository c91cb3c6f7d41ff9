// The limits by count that endpoints may ask for, each with its answer 429. Webhooks have none: a channel's burst is real.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Omni.Web.Hosting;

internal static class RateLimits
{
    /// <summary>600 a minute for each API key; without one, for each address.</summary>
    public const string Api = "api";

    /// <summary>20 a minute for each address: sign-in, set-up, passwords.</summary>
    public const string Login = "login";

    /// <summary>60 a minute for each web chat visitor, and 600 for all visitors of one address.</summary>
    public const string Chat = "chat";

    /// <summary>The cookie by which the web chat knows a visitor.</summary>
    public const string VisitorCookie = "omni.visitor";

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = RefuseAsync;
        options.AddPolicy(Api, http => PerMinute($"{KeyOf(http)}", 600));
        options.AddPolicy(Login, http => PerMinute(AddressOf(http), 20));
        options.AddPolicy(Chat, http => PerMinute($"{AddressOf(http)} {http.Request.Cookies[VisitorCookie]?.GetHashCode(StringComparison.Ordinal)}", 60));

        // Whoever makes up a new cookie every time is still one address.
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == Chat
                ? PerMinute(AddressOf(http), 600)
                : RateLimitPartition.GetNoLimiter(""));
    }

    private static RateLimitPartition<string> PerMinute(string who, int count)
        => RateLimitPartition.GetFixedWindowLimiter(who, _ => new() { PermitLimit = count, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });

    // By the key's words only once it was proved; the hash keeps it out of the limiter's memory.
    private static string KeyOf(HttpContext http)
        => http.User.Identity is { IsAuthenticated: true } && (http.Request.Headers["x-api-key"].ToString() is { Length: > 0 } key ? key : http.Request.Headers.Authorization.ToString()) is { Length: > 0 } proved
            ? $"key {proved.GetHashCode(StringComparison.Ordinal)}"
            : AddressOf(http);

    // One household has one IPv4 address, or a /64 of IPv6.
    private static string AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily is AddressFamily.InterNetworkV6 ? $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), 0, 0, 0, 0, 0, 0, 0, 0])}/64" : address.ToString();
    }

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancellationToken)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        refused.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await TypedResults.Problem(
            title: "Too many requests",
            detail: "Wait as long as Retry-After says.",
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: new Dictionary<string, object?> { ["traceId"] = System.Diagnostics.Activity.Current?.Id ?? refused.HttpContext.TraceIdentifier })
            .ExecuteAsync(refused.HttpContext);
    }
}
