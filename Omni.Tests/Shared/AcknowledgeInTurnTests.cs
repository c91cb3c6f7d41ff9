// A busy machine lets the browser draw, and say so, before the thread that sent the drawing goes on. What somebody typed meanwhile must arrive all the same.
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Omni.Tests.Access;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Shared;

public sealed class AcknowledgeInTurnTests(AcknowledgeInTurnTests.BusyApp app, ChromiumSession chromium) : IClassFixture<AcknowledgeInTurnTests.BusyApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task What_is_typed_while_the_page_is_drawn_anew_is_not_lost()
    {
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await app.Owner.OpenAsync(page, "/access");
        using var api = app.Api();
        var dialog = page.GetByRole(AriaRole.Dialog);

        // Which thread draws is not in the test's hands, and only one that the browser's words do not wait for loses them.
        for (var round = 1; round <= 3; round++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "New rule" }).ClickAsync();
            await dialog.GetByLabel("Who").FillAsync($"+97{round}*");
            await Expect(dialog.GetByText("Every number that begins with")).ToBeVisibleAsync();

            // Somebody else's rule has the page drawn anew, with the form on it.
            var drawing = app.Drawings.HoldNext();
            await Rules.MakeAsync(api, "block", $"+4{round}*");
            await drawing.Begun;
            await dialog.GetByLabel("Reason").FillAsync($"Reason {round}");
            await dialog.GetByLabel("Reason").BlurAsync();
            await drawing.GoOnAsync();

            await dialog.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
            await Expect(dialog).ToHaveCountAsync(0);
            await Expect(page.GetByText($"Reason {round}")).ToBeVisibleAsync();
            await Expect(page.GetByText($"+4{round}*")).ToBeVisibleAsync();
        }

        Assert.Empty(visit.ConsoleErrors);
    }

    public sealed class BusyApp : OmniApp
    {
        public BusyApp() => Owner = AdminApp.Furnish(Settings);

        public Owner Owner { get; }

        public Drawings Drawings { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton(Drawings).AddSingleton(typeof(HubLifetimeManager<>), typeof(HeldConnections<>)));
        }
    }

    /// <summary>What is sent to be drawn.</summary>
    public sealed class Drawings
    {
        private Drawing? _next;

        public Drawing HoldNext() => _next = new();

        public Drawing? TakeNext() => Interlocked.Exchange(ref _next, null);
    }

    /// <summary>The thread that sends it is held before and behind, as if another program had the processor.</summary>
    public sealed class Drawing
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task.WaitAsync(Patience);

        /// <summary>As soon as what the browser did has come.</summary>
        public async Task GoOnAsync()
        {
            await Task.Delay(200);
            _goesOn.SetResult();
        }

        public Task Send(Func<Task> send)
        {
            _begun.SetResult();
            _goesOn.Task.Wait(Patience);
            var sent = send();

            // Time for the browser to draw and to say so.
            Thread.Sleep(500);
            return sent;
        }
    }

    private sealed class HeldConnections<THub>(ILogger<DefaultHubLifetimeManager<THub>> logger, Drawings drawings) : DefaultHubLifetimeManager<THub>(logger)
        where THub : Hub
    {
        public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
        {
            Task Send() => base.SendConnectionAsync(connectionId, methodName, args, cancellationToken);
            return methodName == "JS.RenderBatch" && drawings.TakeNext() is { } held ? held.Send(Send) : Send();
        }
    }
}
