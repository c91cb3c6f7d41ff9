// The first and the last to touch a request: whom a proxy speaks for, and the headers that keep browsers safe.
using System.Net;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Omni.Core;

namespace Omni.Web.Hosting;

internal static class Edge
{
    // Blazor and our charts style elements in place; scripts are files. Avatars may come from the channels' own hosts.
    internal const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; media-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    extension(WebApplicationBuilder builder)
    {
        /// <summary>What the pipeline itself stands on; screens and API add their schemes and policies.</summary>
        public void AddEdge()
        {
            builder.Services.AddAuthentication();
            builder.Services.AddAuthorization();
            builder.Services.AddAntiforgery();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>First in the pipeline.</summary>
        public void UseEdge()
        {
            var options = app.Services.GetRequiredService<IOptions<OmniOptions>>().Value;
            var isHttps = options.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

            if (options.TrustedProxies.Length > 0)
            {
                app.UseForwardedHeaders(Forwarded(options.TrustedProxies));
            }

            if (isHttps)
            {
                app.UseCookiePolicy(new() { Secure = CookieSecurePolicy.Always, HttpOnly = HttpOnlyPolicy.None, MinimumSameSitePolicy = SameSiteMode.Unspecified });
            }

            app.Use((http, next) =>
            {
                // At the last moment: whoever handles an error clears the headers first.
                http.Response.OnStarting(() =>
                {
                    Protect(http, isHttps);
                    return Task.CompletedTask;
                });
                return next(http);
            });
            app.UseWhen(http => http.Request.Path.StartsWithSegments("/webhook"), webhooks => webhooks.Use(CountAsync));
        }
    }

    private static ForwardedHeadersOptions Forwarded(string[] proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();

        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }

        return options;
    }

    // An endpoint may have a whole policy of its own, and the web chat has, because others frame it.
    private static void Protect(HttpContext http, bool isHttps)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        if (isHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        if (!http.Request.Path.StartsWithSegments("/chat") && !headers.ContentSecurityPolicy.ToString().Contains("default-src", StringComparison.Ordinal))
        {
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }
    }

    private static async Task CountAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        OmniMeter.WebhookRequests.Add(1, new KeyValuePair<string, object?>("status", http.Response.StatusCode));
    }
}
