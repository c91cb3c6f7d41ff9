using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Jobs;

namespace Omni.Web.Api;

/// <summary><c>/jobs</c>: long work of a tenant, and how far it has come. It touches all instances, so limited keys see none.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs").RequireAuthorization(ApiPolicies.WholeTenant);
        jobs.MapGet("/", ListAsync).WithSummary("Jobs, newest first");
        jobs.MapGet("/{id}", FindAsync).WithSummary("One job, with its progress");
        jobs.MapPost("/{id}/cancel", CancelAsync).WithSummary("End a job between two batches; what it did stays");
    }

    internal static async Task<Results<Ok<Page<JobAnswer>>, ProblemHttpResult>> ListAsync([AsParameters] PageQuery query, ListJobs list, CancellationToken cancellationToken)
    {
        var page = query.Read();

        if (!page.IsOk)
        {
            return page.Error.ToProblem();
        }

        Guid id = default;

        if (page.Value.After is { } after && !Guid.TryParse(after, out id))
        {
            return Paging.BadCursor().ToProblem();
        }

        var rows = await list.RunAsync(page.Value.After is null ? null : id, page.Value.Take, cancellationToken);
        return TypedResults.Ok(Page<JobAnswer>.Of(page.Value, [.. rows.Select(JobAnswer.Of)], j => j.Id.ToString(), await list.CountAsync(cancellationToken)));
    }

    internal static async Task<Results<Ok<JobAnswer>, ProblemHttpResult>> FindAsync(string id, ListJobs list, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var job) && await list.FindAsync(job, cancellationToken) is { } found ? TypedResults.Ok(JobAnswer.Of(found)) : Problems.NotFound("job");

    internal static async Task<Results<Ok<JobAnswer>, ProblemHttpResult>> CancelAsync(string id, CancelJob cancel, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var job))
        {
            return Problems.NotFound("job");
        }

        var cancelled = await cancel.RunAsync(job, cancellationToken);
        return cancelled.IsOk ? TypedResults.Ok(JobAnswer.Of(cancelled.Value)) : cancelled.Error.ToProblem();
    }
}
