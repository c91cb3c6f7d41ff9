// The pages that people see, and how they are served.
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Omni.Web.Api;
using Omni.Web.Components.Contacts;
using Omni.Web.Components.Inbox;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components;

internal static class Screens
{
    extension(WebApplicationBuilder builder)
    {
        public void AddScreens()
        {
            // Also outside Development, so that Omni runs straight from its build output.
            builder.WebHost.UseStaticWebAssets();
            builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuits => circuits.DisconnectedCircuitMaxRetained = 500)
                .AddHubOptions(hub => hub.AddFilter(new AcknowledgeInTurn()));
            builder.Services.AddScoped<CircuitHandler, AcknowledgeInTurn.Door>();
            builder.Services.AddScoped<CircuitHandler, TenantCircuitDoor>();
            builder.Services.AddScoped<BrowserClock>();
            builder.Services.AddScoped<Toasts>();
            builder.Services.AddScoped<MessageActions>();
            builder.Services.AddScoped<Confirm>();
            builder.Services.AddScoped<FillTimeline>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Files, and words instead of bare status codes for those who read HTML; programs get the bare ones.</summary>
        public void UseScreens()
        {
            if (!app.Environment.IsDevelopment())
            {
                app.UseExceptionHandler("/error", createScopeForErrors: true);
            }

            app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
            app.Use((http, next) =>
            {
                http.Features.Get<IStatusCodePagesFeature>()?.Enabled = WantsHtml(http);

                // The words are drawn by the same request once more, and a post that was refused for its token may not be read again while that is remembered.
                http.Features.Set<IAntiforgeryValidationFeature>(null);
                return next(http);
            });

            // Revalidated on every use: an update is seen at once, and an unchanged file costs a 304.
            app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        }

        public void MapScreens()
        {
            app.MapGet("/", () => TypedResults.LocalRedirect("/inbox")).AllowAnonymous().ExcludeFromDescription();
            app.MapContactDownload();
            app.MapMemberFiles();
            app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        }
    }

    private static bool WantsHtml(HttpContext http)
        => http.Request.Headers.Accept.Any(a => a?.Contains("text/html", StringComparison.OrdinalIgnoreCase) is true);
}
