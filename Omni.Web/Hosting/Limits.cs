// How much one caller may ask of the server: sizes, times, counts.
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace Omni.Web.Hosting;

internal static class Limits
{
    extension(WebApplicationBuilder builder)
    {
        /// <summary>
        /// An endpoint that takes more than 1 MB says so with <c>[RequestSizeLimit]</c> or <c>WithMetadata(new RequestSizeLimitAttribute(bytes))</c>,
        /// and with <c>WithMetadata(new HoldsFileAttribute())</c> when it holds all of it in memory;
        /// one that runs longer than two minutes with <c>DisableRequestTimeout()</c>; one that is limited by count with
        /// <c>RequireRateLimiting(RateLimits.Api)</c>.
        /// </summary>
        public void AddLimits()
        {
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
                kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            });
            builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new() { Timeout = TimeSpan.FromMinutes(2) });
            builder.Services.AddRateLimiter(RateLimits.Configure);
            builder.Services.AddSingleton<LargeBodies>();
            builder.Services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>After authentication, so that whoever guesses keys is counted by address and not by guess.</summary>
        public void UseLimits()
        {
            app.UseRequestTimeouts();
            app.Use((http, next) =>
            {
                // A stream of server-sent events goes on for as long as it is listened to.
                if (http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
                {
                    http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
                }

                return next(http);
            });
            app.UseRateLimiter();
            app.Use(app.Services.GetRequiredService<LargeBodies>().InvokeAsync);
        }
    }
}
