// The request edge: what nobody expected becomes a problem that tells nothing of the inside.
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Data.Postgres;
using Omni.Core.Texts;

namespace Omni.Web.Api;

internal sealed partial class ExceptionEdge(ILogger<ExceptionEdge> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!ApiPaths.IsApi(httpContext.Request.Path))
        {
            return false;
        }

        // The caller has hung up: there is nobody to tell.
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        await Problems.WriteAsync(httpContext, ToProblem(httpContext, exception));
        return true;
    }

    private ProblemHttpResult ToProblem(HttpContext http, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, Explain(bad));
            case JsonException unreadable:
                return Problems.Of(StatusCodes.Status400BadRequest, Explain(unreadable));
            case { IsDatabaseUnreachable: true }:
                LogUnreachable(logger, exception, http.Request.Method, RouteOf(http));
                http.Response.Headers.RetryAfter = "5";
                return Problems.Of(StatusCodes.Status503ServiceUnavailable, "The database cannot be reached. Try again in a few seconds.");
            case { NamesWhatIsGone: true }:
                return Problems.Of(StatusCodes.Status404NotFound, "Something that this request names was deleted at the same moment.");
            default:
                LogFailed(logger, exception, http.Request.Method, RouteOf(http));
                return Problems.Of(StatusCodes.Status500InternalServerError, "Omni failed. The log has the reason under this traceId.");
        }
    }

    // As it was before the handler took over. The pattern, because addresses hold the phone numbers of people.
    private static string RouteOf(HttpContext http)
        => (http.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    private static string Explain(BadHttpRequestException bad) => bad switch
    {
        { InnerException: JsonException unreadable } => Explain(unreadable),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => "The body is larger than Omni takes.",
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => "Send the body as JSON, with Content-Type: application/json.",
        _ => "The request cannot be read: a part is missing, or not of its kind.",
    };

    private static string Explain(JsonException unreadable)
        => unreadable.Path is { Length: > 1 } path ? $"The JSON cannot be read at {path.Shown}." : "The body is not JSON.";

    [LoggerMessage(LogLevel.Error, "{Method} {Route} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string route);

    [LoggerMessage(LogLevel.Warning, "{Method} {Route} found no database")]
    private static partial void LogUnreachable(ILogger logger, Exception exception, string method, string route);
}
