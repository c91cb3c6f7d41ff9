// The rail stands beside the pages, outside their error boundary.
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Npgsql;
using Omni.Core.Data.Postgres;
using Omni.Core.Team;
using Omni.Tests.Support;
using Omni.Web.Components.Layout;
using Omni.Web.Components.Shared;

namespace Omni.Tests.Layout;

public sealed class NavRailTests
{
    [Fact]
    public async Task Without_the_database_the_rail_stands_all_the_same_and_says_so_in_the_log()
    {
        using var log = new LogCollector();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(log))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<AuthenticationStateProvider, SignedIn>()
            .AddSingleton<NavigationManager, Standing>()
            .AddSingleton<AntiforgeryStateProvider, NoToken>()
            .AddSingleton<IJSRuntime, Browser>()
            .AddSingleton<BrowserClock>()
            .AddSingleton(new ListMemberships(new AcrossTenants(new NoDatabase())));
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, provider.GetRequiredService<ILoggerFactory>());

        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<NavRail>()).ToHtmlString());

        Assert.Contains("Inbox", html, StringComparison.Ordinal);
        Assert.Contains("Dana", html, StringComparison.Ordinal);
        Assert.Single(log.Lines, line => line.StartsWith("Warning Omni.Web.Components.Layout.NavRail: The businesses of user", StringComparison.Ordinal));
    }

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync()
            => Task.FromResult(new AuthenticationState(new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, Guid.CreateVersion7().ToString()), new(ClaimTypes.Name, "Dana")], "test"))));
    }

    private sealed class Standing : NavigationManager
    {
        public Standing() => Initialize("http://127.0.0.1/", "http://127.0.0.1/inbox");
    }

    private sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }

    private sealed class Browser : IJSRuntime
    {
        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args) => InvokeAsync<T>(identifier, default, args);

        public ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellationToken, object?[]? args)
            => new(JsonSerializer.Deserialize<T>("""{"Zone":"UTC","Locale":"en","Theme":"dark","RailPinned":true}""")!);
    }

    private sealed class NoDatabase : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => throw new NpgsqlException("The database is gone.");
    }
}
