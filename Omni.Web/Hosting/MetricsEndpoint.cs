using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Omni.Web.Hosting;

/// <summary><c>GET /metrics</c>, for whoever asks from this machine or has a key.</summary>
internal static class MetricsEndpoint
{
    // The scheme of the REST API's keys.
    private const string KeyScheme = "ApiKey";

    internal static async Task<Results<ContentHttpResult, UnauthorizedHttpResult>> GetAsync(HttpContext http, MeterReading reading, IAuthenticationSchemeProvider schemes)
    {
        if (!IsLocal(http) && !(await schemes.GetSchemeAsync(KeyScheme) is not null && (await http.AuthenticateAsync(KeyScheme)).Succeeded))
        {
            http.Response.Headers.WWWAuthenticate = KeyScheme;
            return TypedResults.Unauthorized();
        }

        return TypedResults.Text(reading.Write(), "text/plain; version=0.0.4; charset=utf-8");
    }

    // Somebody else's request that a proxy on this machine passed on is not local, whether or not the proxy is trusted.
    private static bool IsLocal(HttpContext http)
        => http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("X-Original-For") && !http.Request.Headers.ContainsKey("Forwarded");
}
