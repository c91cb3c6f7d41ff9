// The web chat's door: a page and a bubble for visitors, and the two addresses that the page speaks to. Contract, section 2.5.
using Omni.Core.Messages.Visitors;
using Omni.Core.Tenancy;

namespace Omni.Web.WebChat;

internal static class WebChatEndpoints
{
    // Static files stand beside the chats, and a chat's name has no dot.
    private const string Page = "/chat/{instance:regex(^[^.]+$)}";

    extension(WebApplicationBuilder builder)
    {
        public void AddWebChat()
        {
            builder.Services.AddSingleton<VisitorCookie>();
            builder.Services.AddSingleton<ChatLimits>();
            builder.Services.AddSingleton<OpenStreams>();
            builder.Services.AddSingleton<ChatAssets>();
            builder.Services.AddScoped<ReadVisitorMessages>();
            builder.Services.AddScoped<ReadTenantName>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapWebChat()
        {
            var pages = routes.MapGroup(Page).AllowAnonymous().ExcludeFromDescription().AddEndpointFilter<ChatDoor>();
            pages.MapGet("", ShowChat.RunAsync);
            pages.MapGet("/widget.js", ShowWidget.Run);

            var api = routes.MapGroup("/api/chat/{instance}").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription()
                .AddEndpointFilter<ChatDoor>()
                .AddEndpointFilter<OriginRule>();
            api.MapPost("/messages", PostMessage.RunAsync);
            api.MapGet("/stream", StreamMessages.RunAsync);

            // Preflights; the origin rule has answered by the time they are here.
            api.MapMethods("/messages", [HttpMethods.Options], () => TypedResults.NoContent());
            api.MapMethods("/stream", [HttpMethods.Options], () => TypedResults.NoContent());
        }
    }
}
