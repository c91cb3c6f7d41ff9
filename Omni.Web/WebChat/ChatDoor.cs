// Finds the web chat that the address names and hands it on. A chat that is switched off is closed like one that never was.
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Data.Postgres;
using Omni.Core.Instances;
using Omni.Core.Intake;
using Omni.Core.Jobs;
using Omni.Web.Api;

namespace Omni.Web.WebChat;

internal sealed partial class ChatDoor(InstanceDirectory directory, ILogger<ChatDoor> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var name = (string)http.GetRouteValue("instance")!;

        try
        {
            if (await FindAsync(name, http.RequestAborted) is not { } chat)
            {
                return IsProgram(http) ? Problems.NotFound("chat") : MissingChat.Page();
            }

            http.Features.Set(chat);
            return await next(context);
        }
        catch (Exception exception) when (IsDatabaseAway(exception) && !http.Response.HasStarted)
        {
            LogUnreachable(exception, name);
            http.Response.Headers.RetryAfter = "5";
            return IsProgram(http)
                ? Problems.Of(StatusCodes.Status503ServiceUnavailable, "Nothing can be stored right now. Try again.")
                : MissingChat.Later();
        }
    }

    internal static bool IsDatabaseAway(Exception exception)
        => exception is InboundNotStoredException or TimeoutException || exception.IsDatabaseUnreachable;

    private static bool IsProgram(HttpContext http) => ApiPaths.IsApi(http.Request.Path);


    private async Task<FoundInstance?> FindAsync(string name, CancellationToken cancellationToken)
        => InstanceName().IsMatch(name)
            && await directory.FindAsync(name, cancellationToken) is { Open.Instance: { Channel: ChannelType.WebChat, IsActive: true } } found ? found : null;

    [GeneratedRegex(Instance.NamePattern)]
    private static partial Regex InstanceName();

    [LoggerMessage(LogLevel.Warning, "A visitor of chat {Instance} was answered with 503")]
    private partial void LogUnreachable(Exception exception, string instance);
}

internal static class FoundChat
{
    extension(HttpContext http)
    {
        /// <summary>The chat that <see cref="ChatDoor"/> has found.</summary>
        public FoundInstance Chat => http.Features.GetRequiredFeature<FoundInstance>();

        /// <summary>A scope of the chat's tenant. Not the request's own: the visitor may be signed in as a member of another tenant.</summary>
        public AsyncServiceScope EnterChat()
            => http.RequestServices.GetRequiredService<JobScope>().Enter(http.Chat.Door.Tenant, http.Chat.Door.TenantSlug);

        /// <summary>True on the page inside the bubble, and for pages of others that call us directly: there a cookie is a third party's.</summary>
        public bool IsEmbedded => http.Request.Query["embed"] == "1" || !ChatOrigins.IsOwn(http, http.Request.Headers.Origin.ToString());
    }
}
