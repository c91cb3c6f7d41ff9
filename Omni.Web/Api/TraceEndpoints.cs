using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;
using Omni.Core.Traces;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/traces</c>: what happened to each inbound message.</summary>
internal static class TraceEndpoints
{
    public static void MapTraces(this IEndpointRouteBuilder api)
    {
        var traces = api.MapGroup("/traces").WithTags("Traces");
        traces.MapGet("/", ListAsync).WithSummary("Traces, newest first");
        traces.MapGet("/analytics/summary", SummarizeAsync).WithSummary("Counts, success, times and errors of the traces that the filters leave");
        traces.MapGet("/{id}", FindAsync).WithSummary("One trace, with what was said, redacted");
        traces.MapGet("/{id}/payloads", PayloadsAsync).WithSummary("What was said at each stage, redacted");
    }

    internal static async Task<Results<Ok<Page<TraceAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, [AsParameters] TraceQuery asked, ClaimsPrincipal user, ListTraces list, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var page = query.Read();
        var filter = asked.Read(user, options.Value.DefaultRegion);

        if (!page.IsOk || !filter.IsOk)
        {
            return (page.Error ?? filter.Error!).ToProblem();
        }

        Guid id = default;

        if (page.Value.After is { } after && !Guid.TryParse(after, out id))
        {
            return Paging.BadCursor().ToProblem();
        }

        var rows = await list.RunAsync(filter.Value, page.Value.After is null ? null : id, page.Value.Take, cancellationToken);
        var total = await list.CountAsync(filter.Value, cancellationToken);
        return TypedResults.Ok(Page<TraceAnswer>.Of(page.Value, [.. rows.Select(TraceAnswer.Of)], t => t.TraceId.ToString(), total));
    }

    internal static async Task<Results<Ok<SummaryAnswer>, ProblemHttpResult>> SummarizeAsync(
        [AsParameters] TraceQuery asked, ClaimsPrincipal user, SummarizeTraces summarize, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var filter = asked.Read(user, options.Value.DefaultRegion);
        return filter.IsOk ? TypedResults.Ok(SummaryAnswer.Of(await summarize.RunAsync(filter.Value, null, cancellationToken))) : filter.Error.ToProblem();
    }

    internal static async Task<Results<Ok<TraceAnswer>, ProblemHttpResult>> FindAsync(
        string id, ClaimsPrincipal user, ListTraces list, CancellationToken cancellationToken)
    {
        if (await ReachableAsync(id, user, list, cancellationToken) is not { } trace)
        {
            return Problems.NotFound("trace");
        }

        var own = await list.PayloadsAsync(trace.Trace.Id, cancellationToken);
        var turns = await list.LastOfTurnAsync(trace.Trace, cancellationToken) is { } last ? await list.PayloadsAsync(last, cancellationToken) : own;
        return TypedResults.Ok(TraceAnswer.Of(trace, own, turns));
    }

    internal static async Task<Results<Ok<Page<PayloadAnswer>>, ProblemHttpResult>> PayloadsAsync(
        string id, ClaimsPrincipal user, ListTraces list, CancellationToken cancellationToken)
    {
        if (await ReachableAsync(id, user, list, cancellationToken) is not { } trace)
        {
            return Problems.NotFound("trace");
        }

        var payloads = await list.PayloadsAsync(trace.Trace.Id, cancellationToken);
        return TypedResults.Ok(new Page<PayloadAnswer>([.. payloads.Select(PayloadAnswer.Of)], null, payloads.Count));
    }

    private static async Task<TraceRow?> ReachableAsync(string id, ClaimsPrincipal user, ListTraces list, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var guid) && await list.FindAsync(guid, cancellationToken) is { } trace && user.MayTouchInstance(trace.Trace.InstanceName) ? trace : null;
}

/// <summary>The filters of the list as they came in.</summary>
internal sealed class TraceQuery
{
    [FromQuery(Name = "instance_name")] public string? InstanceName { get; init; }

    [FromQuery(Name = "status")] public string? Status { get; init; }

    [FromQuery(Name = "phone")] public string? Phone { get; init; }

    [FromQuery(Name = "conversation_id")] public string? ConversationId { get; init; }

    [FromQuery(Name = "from")] public string? From { get; init; }

    [FromQuery(Name = "to")] public string? To { get; init; }

    [FromQuery(Name = "q")] public string? Q { get; init; }

    public Result<TraceFilter> Read(ClaimsPrincipal user, string region)
    {
        var status = default(TraceStatus);

        // Letters only: to the parser a number is a status too, and so are two with a comma.
        if (Status is not null
            && (!Status.All(c => char.IsAsciiLetter(c) || c is '_') || !Enum.TryParse(Status.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out status)))
        {
            return Error.Invalid("status", "Give a status such as completed, error or superseded.");
        }

        if (ConversationId is not null && !Guid.TryParse(ConversationId, out _))
        {
            return Error.Invalid("conversation_id", "Give a conversation's id.");
        }

        if (!TryTime(From, out var from) || !TryTime(To, out var to))
        {
            return Error.Invalid(TryTime(From, out _) ? "to" : "from", "Give a time such as 2026-01-31T12:00:00Z.");
        }

        return new TraceFilter
        {
            InstanceNames = InstanceName is not null ? user.MayTouchInstance(InstanceName) ? [InstanceName] : [] : user.OnlyInstances,
            Status = Status is null ? null : status,
            Senders = string.IsNullOrWhiteSpace(Phone) ? null : TraceFilter.FormsOf(Phone, region),
            Search = string.IsNullOrWhiteSpace(Q) ? null : Q.Trim(),
            ConversationId = ConversationId is null ? null : Guid.Parse(ConversationId),
            From = from,
            To = to,
        };
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;

        if (text is null)
        {
            return true;
        }

        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value);
        time = read ? value : null;
        return read;
    }
}
