// How many large bodies are held in memory at once. A file as base64 is read whole, takes five times its size, and several at once took all there was.
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Omni.Web.Api;
using Omni.Web.Tenancy;

namespace Omni.Web.Hosting;

/// <summary>For endpoints that read a file with the rest of their JSON: they take so many bytes, and those that turn out large wait for each other.</summary>
internal sealed class HoldsFileAttribute() : RequestSizeLimitAttribute(MaxBytes)
{
    /// <summary>Room for a file as base64, and what is said about it.</summary>
    public const int MaxBytes = 34 * 1024 * 1024;
}

/// <summary>A place is taken only once a body turns out large: texts never wait for files.</summary>
internal sealed class LargeBodies : IDisposable
{
    internal const int PerTenant = 2;
    internal const int WaitingPerTenant = 8;

    // The most that any other endpoint takes.
    internal const int SmallBytes = 1024 * 1024;

    private const string Refusal = "Omni reads as many large files at once as it can. Send it again in a few seconds, or give the file's address instead of its bytes.";
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<string> _ofTenant = Of(slug => slug, PerTenant, WaitingPerTenant);
    private readonly PartitionedRateLimiter<string> _ofAll = Of(_ => "", 6, 100);
    private readonly PartitionedRateLimiter<string> _limiter;

    // First within the tenant, so that a flood of one leaves room for the others.
    public LargeBodies() => _limiter = PartitionedRateLimiter.CreateChained(_ofTenant, _ofAll);

    public void Dispose()
    {
        _limiter.Dispose();
        _ofTenant.Dispose();
        _ofAll.Dispose();
    }

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<HoldsFileAttribute>() is null)
        {
            await next(http);
            return;
        }

        using var body = new CountedBody(http.Request.Body, token => _limiter.AcquireAsync(http.User.TenantSlug ?? "", 1, token).AsTask());
        http.Request.Body = body;

        try
        {
            await next(http);
        }
        catch (BadHttpRequestException) when (body.IsRefused && !http.Response.HasStarted)
        {
            // Answered below, however its reader took it.
        }

        if (body.IsRefused && !http.Response.HasStarted)
        {
            http.Response.Headers.RetryAfter = ComeAgain.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await Problems.WriteAsync(http, Problems.Of(StatusCodes.Status503ServiceUnavailable, Refusal));
        }
    }

    private static PartitionedRateLimiter<string> Of(Func<string, string> key, int places, int waiting)
        => PartitionedRateLimiter.Create<string, string>(slug => RateLimitPartition.GetConcurrencyLimiter(
            key(slug), _ => new() { PermitLimit = places, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
}
