// How much one visitor, and one address, may write in a minute.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Web.Api;

namespace Omni.Web.WebChat;

internal sealed class ChatLimits : IDisposable
{
    private const int PerVisitor = 60;
    private const int PerAddress = 240;

    // However many write, there are so many counters at most; two writers rarely share one, and then a minute's limit is wide enough for both.
    private const int MostCounters = 1 << 16;
    private readonly PartitionedRateLimiter<Guid> _visitors = Create<Guid>(PerVisitor);
    private readonly PartitionedRateLimiter<string> _addresses = Create<string>(PerAddress);

    /// <summary>Null when the address may go on; else the refusal.</summary>
    public ProblemHttpResult? CheckAddress(HttpContext http) => Check(http, _addresses, AddressOf(http));

    /// <summary>Null when the visitor may go on; else the refusal.</summary>
    public ProblemHttpResult? CheckVisitor(HttpContext http, Guid visitor) => Check(http, _visitors, visitor);

    /// <summary>Whom an address stands for: with IPv6 a household has a whole network.</summary>
    public static string AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily is AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]).ToString() : address.ToString();
    }

    public void Dispose()
    {
        _visitors.Dispose();
        _addresses.Dispose();
    }

    private static PartitionedRateLimiter<TKey> Create<TKey>(int limit)
        where TKey : notnull
        => PartitionedRateLimiter.Create<TKey, int>(key => RateLimitPartition.GetSlidingWindowLimiter(
            HashCode.Combine(key) & (MostCounters - 1),
            _ => new() { PermitLimit = limit, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    private static ProblemHttpResult? Check<TKey>(HttpContext http, PartitionedRateLimiter<TKey> limiter, TKey key)
    {
        using var lease = limiter.AttemptAcquire(key);

        if (lease.IsAcquired)
        {
            return null;
        }

        var pause = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(10);
        return Refuse(http, pause, "These were too many messages in one minute.");
    }

    public static ProblemHttpResult Refuse(HttpContext http, TimeSpan pause, string reason)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.RetryAfter = seconds;
        return Problems.Of(StatusCodes.Status429TooManyRequests, $"{reason} Try again in {seconds} seconds.");
    }
}
