// Lets in our own page and the pages that the chat names. When it names none, foreign pages may embed the bubble but not call.
using Microsoft.Net.Http.Headers;
using Omni.Web.Api;

namespace Omni.Web.WebChat;

/// <summary>
/// Visitors are known by a cookie alone, so a post must be JSON: browsers ask before they send that from a foreign page,
/// and here the answer is given to named origins only.
/// </summary>
internal sealed class OriginRule : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var origin = http.Request.Headers.Origin.ToString();
        var chat = http.Chat.Open.Instance;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);

        if (ChatOrigins.IsOwn(http, origin))
        {
            return next(context);
        }

        if (ChatOrigins.IsNamed(chat, origin))
        {
            Allow(http, origin);
            return next(context);
        }

        return chat.AllowedOrigins.Count == 0
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.Of(StatusCodes.Status403Forbidden, "This chat does not take messages from that web page. Its instance says which origins may embed it."));
    }

    private static void Allow(HttpContext http, string origin)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = HeaderNames.RetryAfter;

        if (HttpMethods.IsOptions(http.Request.Method))
        {
            headers.AccessControlAllowMethods = "GET, POST";
            headers.AccessControlAllowHeaders = "content-type, last-event-id";
            headers.AccessControlMaxAge = "600";
        }
    }
}
