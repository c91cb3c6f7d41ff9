// The HTTP clients with which Omni leaves the house.
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Omni.Core.Channels.Outbound;

public static class OutboundClients
{
    extension(IServiceCollection services)
    {
        /// <summary>The outbound rule, and the clients of gateways and agents.</summary>
        public void AddOutbound()
        {
            services.AddOptions<OutboundOptions>().Configure<IServiceProvider>(Bind).ValidateOnStart();
            services.AddSingleton<IValidateOptions<OutboundOptions>, OutboundOptionsValidator>();
            services.TryAddSingleton<OutboundRule>();
            services.TryAddSingleton<CheckFetch>();
            services.AddOutboundClient(NamedClients.Evolution, TimeSpan.FromSeconds(30));

            // An agent has a timeout of its own.
            services.AddOutboundClient(NamedClients.Agents, Timeout.InfiniteTimeSpan);
        }

        /// <summary>
        /// A client for <see cref="IHttpClientFactory"/> that obeys the outbound rule, follows no redirects, keeps no cookies, uses no
        /// proxy (which would connect to where the rule cannot look) and logs nothing (addresses may carry tokens).
        /// </summary>
        public IHttpClientBuilder AddOutboundClient(string name, TimeSpan timeout)
            => services.AddHttpClient(name, client => client.Timeout = timeout)
                .ConfigurePrimaryHttpMessageHandler(provider => NewHandler(provider.GetRequiredService<OutboundRule>(), Dns.GetHostAddressesAsync))
                .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
                .RemoveAllLoggers();
    }

    internal static SocketsHttpHandler NewHandler(OutboundRule rule, Func<string, CancellationToken, Task<IPAddress[]>> resolve) => new()
    {
        AllowAutoRedirect = false,

        // Without Brotli, which says InvalidOperationException to what is none, as programs do to their own mistakes.
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        ConnectCallback = new OutboundConnect(rule, resolve).RunAsync,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxConnectionsPerServer = 256,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        UseProxy = false,
    };

    // By hand, because what is not set differs from what is set to nothing, and because one line in the environment may name several.
    private static void Bind(OutboundOptions options, IServiceProvider provider)
    {
        var section = provider.GetRequiredService<IConfiguration>().GetSection($"{OutboundOptions.Section}:{nameof(OutboundOptions.AllowedPrivateHosts)}");

        if (section.Exists())
        {
            var listed = section.GetChildren().Select(c => c.Value ?? "").ToArray();
            options.AllowedPrivateHosts = listed.Length > 0 ? listed : (section.Value ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        }
        else if (provider.GetService<IHostEnvironment>()?.IsDevelopment() is true)
        {
            options.AllowedPrivateHosts = OutboundOptions.Loopback;
        }
    }
}
