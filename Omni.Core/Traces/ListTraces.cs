// The traces of a tenant, newest first, and one with what was said at each stage.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Traces;

/// <summary>Which traces a list shows. What is not set does not filter.</summary>
public sealed record TraceFilter
{
    public IReadOnlyList<string>? InstanceNames { get; init; }

    public TraceStatus? Status { get; init; }

    /// <summary>Digits of the sender's number, or their address.</summary>
    public string? Sender { get; init; }

    public Guid? ConversationId { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

public sealed class ListTraces(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="filter">Which ones.</param>
    /// <param name="after">Id of the last trace of the page before; ids are in order of arrival.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<MessageTrace>> RunAsync(TraceFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var traces = Filtered(db, filter);

        if (after is { } id && await db.MessageTraces.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is { } last)
        {
            traces = traces.Where(t => EF.Functions.LessThan(ValueTuple.Create(t.ReceivedAt, t.Id), ValueTuple.Create(last.ReceivedAt, last.Id)));
        }

        return await traces.OrderByDescending(t => t.ReceivedAt).ThenByDescending(t => t.Id).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(TraceFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Filtered(db, filter).CountAsync(cancellationToken);
    }

    /// <summary>Null when the tenant has no such trace.</summary>
    public async Task<MessageTrace?> FindAsync(Guid traceId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.MessageTraces.AsNoTracking().SingleOrDefaultAsync(t => t.Id == traceId, cancellationToken);
    }

    /// <summary>What was said, in order.</summary>
    public async Task<List<TracePayload>> PayloadsAsync(Guid traceId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.TracePayloads.AsNoTracking().Where(p => p.TraceId == traceId).OrderBy(p => p.At).ThenBy(p => p.Id).ToListAsync(cancellationToken);
    }

    private static IQueryable<MessageTrace> Filtered(OmniDbContext db, TraceFilter filter)
    {
        var traces = db.MessageTraces.AsNoTracking();
        traces = filter.InstanceNames is { } names ? traces.Where(t => names.Contains(t.InstanceName)) : traces;
        traces = filter.Status is { } status ? traces.Where(t => t.Status == status) : traces;
        traces = filter.ConversationId is { } conversation ? traces.Where(t => t.ConversationId == conversation) : traces;
        traces = filter.From is { } from ? traces.Where(t => t.ReceivedAt >= from) : traces;
        traces = filter.To is { } to ? traces.Where(t => t.ReceivedAt < to) : traces;

        if (filter.Sender is not { Length: > 0 } sender)
        {
            return traces;
        }

        var number = $"+{sender.TrimStart('+')}";
        return traces.Where(t => t.Sender == sender || t.Sender == number);
    }
}
