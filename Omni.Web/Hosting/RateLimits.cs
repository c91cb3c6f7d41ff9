// How much one caller may ask of the REST API, with its answer 429. Webhooks have no such limit: a channel's burst is real. The web chat has limits of its own.
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Omni.Web.Api;

namespace Omni.Web.Hosting;

/// <summary>How the REST API is guarded: <c>Omni:Api</c>.</summary>
public sealed class ApiOptions
{
    public const string Section = "Omni:Api";

    /// <summary>Requests a minute for each key; without a key that is known, for each address.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerMinute { get; set; } = 6_000;
}

[OptionsValidator]
internal sealed partial class ApiOptionsValidator : IValidateOptions<ApiOptions>;

internal static class RateLimits
{
    /// <summary>The policy of the REST API's endpoints.</summary>
    public const string Api = "api";

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = RefuseAsync;
        options.AddPolicy(Api, http =>
        {
            var count = http.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.RequestsPerMinute;
            return RateLimitPartition.GetFixedWindowLimiter(CallerOf(http), _ => new() { PermitLimit = count, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
        });
    }

    // The handler names every key it knows; whoever guesses is one address.
    private static string CallerOf(HttpContext http)
        => http.User.FindFirstValue(KeyClaims.Key) is { } key ? $"key {key}" : http.User.Turn is { } turn ? $"turn {turn.ConversationId}" : http.User.IsPlatform ? "platform" : http.CallerAddress;

    extension(HttpContext http)
    {
        /// <summary>Whom to count as one: a household has one IPv4 address, or a /64 of IPv6.</summary>
        public string CallerAddress
        {
            get
            {
                if (http.Connection.RemoteIpAddress is not { } address)
                {
                    return "";
                }

                address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
                return address.AddressFamily is AddressFamily.InterNetworkV6 ? $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), 0, 0, 0, 0, 0, 0, 0, 0])}/64" : address.ToString();
            }
        }
    }

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancellationToken)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        refused.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await Api429(refused.HttpContext).ExecuteAsync(refused.HttpContext);
    }

    private static ProblemHttpResult Api429(HttpContext http) => TypedResults.Problem(
        title: "Too Many Requests",
        detail: "Wait as long as Retry-After says.",
        statusCode: StatusCodes.Status429TooManyRequests,
        extensions: new Dictionary<string, object?> { ["traceId"] = System.Diagnostics.Activity.Current?.Id ?? http.TraceIdentifier });
}
