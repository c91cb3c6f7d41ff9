using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Omni.Core.Backfill;
using Omni.Core.Jobs;

namespace Omni.Web.Api;

/// <summary><c>/backfill</c>: another system's messages, and the one thread of each person.</summary>
internal static class BackfillEndpoints
{
    public static void MapBackfill(this IEndpointRouteBuilder api)
    {
        var backfill = api.MapGroup("/backfill").WithTags("Backfill").RequireAuthorization(ApiPolicies.WholeTenant);
        backfill.MapPost("/conversations", StartAsync).WithSummary("Link every message to the one thread of its person; answers the job that does it");
        backfill.MapPost("/messages", ImportAsync)
            .WithMetadata(new RequestSizeLimitAttribute(ImportMessages.MaxBytes))
            .DisableRequestTimeout()
            .WithSummary("Stage messages of another system, as CSV, a JSON array or JSON lines; the backfill links them");
    }

    internal static async Task<Results<Accepted<JobAnswer>, ProblemHttpResult>> StartAsync(BackfillBody? body, StartJob start, CancellationToken cancellationToken)
    {
        var job = await start.RunAsync(BackgroundJobKind.BackfillConversations, body?.DryRun ?? false, null, cancellationToken);
        return job.IsOk ? TypedResults.Accepted($"{ApiPaths.Root}/jobs/{job.Value.Id}", JobAnswer.Of(job.Value)) : job.Error.ToProblem();
    }

    internal static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> ImportAsync(
        HttpRequest request, [FromQuery] string? instance, ImportMessages import, CancellationToken cancellationToken)
    {
        var imported = await import.RunAsync(request.Body, string.IsNullOrEmpty(instance) ? null : instance, cancellationToken);
        return imported.IsOk ? TypedResults.Ok(ImportAnswer.Of(imported.Value)) : imported.Error.ToProblem();
    }
}

/// <param name="DryRun">Count, and change nothing.</param>
internal sealed record BackfillBody(bool? DryRun);

/// <param name="Staged">Rows that are new.</param>
/// <param name="Known">Rows that stood already.</param>
/// <param name="Unreadable">Lines that cannot be read.</param>
/// <param name="Problems">The first hundred of them.</param>
internal sealed record ImportAnswer(long Staged, long Known, long Unreadable, IReadOnlyList<LineProblem> Problems)
{
    public static ImportAnswer Of(ImportResult result) => new(result.Staged, result.Known, result.Unreadable, result.Problems);
}
