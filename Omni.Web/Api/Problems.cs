// Everything the API refuses is a problem document, and all of them look alike.
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Omni.Core.Results;

namespace Omni.Web.Api;

internal static class Problems
{
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What happened and what to do, for the caller's developer. Never a secret, never an internal.</param>
    public static ProblemHttpResult Of(int status, string detail)
        => TypedResults.Problem(new ProblemDetails { Status = status, Title = TitleOf(status), Type = TypeOf(status), Detail = detail });

    /// <summary>The same answer whether it never was, was deleted, or belongs to another tenant.</summary>
    public static ProblemHttpResult NotFound(string noun) => Of(StatusCodes.Status404NotFound, $"There is no such {noun}.");

    public static ProblemHttpResult InvalidField(string field, string message) => Error.Invalid(field, message).ToProblem();

    public static Task WriteAsync(HttpContext http, ProblemHttpResult problem) => problem.ExecuteAsync(http);

    extension(Error error)
    {
        public ProblemHttpResult ToProblem()
        {
            var problem = Of(StatusOf(error.Kind), error.Message);

            if (error.Kind is ErrorKind.Invalid)
            {
                problem.ProblemDetails.Extensions["errors"] = error.Fields ?? new Dictionary<string, string[]>();
            }

            return problem;
        }
    }

    internal static string TitleOf(int status) => status switch
    {
        StatusCodes.Status422UnprocessableEntity => "Unprocessable Content",
        StatusCodes.Status413PayloadTooLarge => "Content Too Large",
        _ => ReasonPhrases.GetReasonPhrase(status),
    };

    internal static string TypeOf(int status) => $"https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/{status}";

    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.Gateway => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
