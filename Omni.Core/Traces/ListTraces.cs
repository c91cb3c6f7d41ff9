// The traces of a tenant, newest first, and one with what was said at each stage.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Traces;

/// <param name="Trace">The trace.</param>
/// <param name="Text">What the customer said; null when it had no text, was deleted, or is gone.</param>
public sealed record TraceRow(MessageTrace Trace, string? Text)
{
    /// <summary>What the agent's turn said, its pieces joined by a blank line; null when it said nothing.</summary>
    public string? Answer { get; init; }

    /// <summary>Whose conversation it is now; null when that is gone.</summary>
    public TracePerson? Person { get; init; }
}

/// <param name="ContactId">The person, or the group.</param>
/// <param name="Name">What they are called now; null when nobody knows.</param>
/// <param name="Number">E.164; null when there is none.</param>
/// <param name="Channel">Where they last wrote.</param>
/// <param name="IsGroup">Whether the sender is one of many.</param>
public sealed record TracePerson(Guid ContactId, string? Name, string? Number, ChannelType Channel, bool IsGroup);

public sealed class ListTraces(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="filter">Which ones.</param>
    /// <param name="after">Id of the last trace of the page before; ids are in order of arrival.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<TraceRow>> RunAsync(TraceFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var traces = await FilteredAsync(db, filter, cancellationToken);

        if (after is { } id && await db.MessageTraces.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is { } last)
        {
            traces = traces.Where(t => EF.Functions.LessThan(ValueTuple.Create(t.ReceivedAt, t.Id), ValueTuple.Create(last.ReceivedAt, last.Id)));
        }

        return await WholeAsync(db, traces.OrderByDescending(t => t.ReceivedAt).ThenByDescending(t => t.Id).Take(limit), cancellationToken);
    }

    public async Task<int> CountAsync(TraceFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await (await FilteredAsync(db, filter, cancellationToken)).CountAsync(cancellationToken);
    }

    /// <summary>Null when the tenant has no such trace.</summary>
    public async Task<TraceRow?> FindAsync(Guid traceId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return (await WholeAsync(db, db.MessageTraces.AsNoTracking().Where(t => t.Id == traceId), cancellationToken)).SingleOrDefault();
    }

    /// <summary>The trace that a message stands in: its own, or that of the turn that made it. Null when there is none, or no longer.</summary>
    public async Task<Guid?> OfMessageAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.MessageTraces.Where(t => t.MessageId == messageId).OrderBy(t => t.ReceivedAt).Select(t => (Guid?)t.Id).FirstOrDefaultAsync(cancellationToken)
            ?? await db.Messages.Where(m => m.Id == messageId && m.TurnId != null)
                .Join(db.MessageTraces, m => m.TurnId, t => t.TurnId, (m, t) => t)
                .OrderByDescending(t => t.ReceivedAt).ThenByDescending(t => t.Id).Select(t => (Guid?)t.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>What was said, in order.</summary>
    public async Task<List<TracePayload>> PayloadsAsync(Guid traceId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.TracePayloads.AsNoTracking().Where(p => p.TraceId == traceId).OrderBy(p => p.At).ThenBy(p => p.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The trace that holds the turn's payloads, for one of a burst that does not: the burst's last. Null when it is this one.</summary>
    public async Task<Guid?> LastOfTurnAsync(MessageTrace trace, CancellationToken cancellationToken)
    {
        if (trace.TurnId is not { } turnId)
        {
            return null;
        }

        await using var db = await databases.OpenAsync(cancellationToken);
        var last = await TurnTraces.LastOfTurnAsync(db, turnId, cancellationToken);
        return last == trace.Id ? null : last;
    }

    private static async Task<List<TraceRow>> WholeAsync(OmniDbContext db, IQueryable<MessageTrace> traces, CancellationToken cancellationToken)
    {
        var rows = await WithTexts(db, traces).ToListAsync(cancellationToken);
        return await WithAnswersAsync(db, await WithPersonsAsync(db, rows, cancellationToken), cancellationToken);
    }

    private static async Task<List<TraceRow>> WithPersonsAsync(OmniDbContext db, List<TraceRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Where(r => r.Trace.ConversationId is not null).Select(r => r.Trace.ConversationId!.Value).Distinct().ToArray();
        var persons = await db.Conversations.Where(c => ids.Contains(c.Id))
            .Join(db.Contacts, c => c.ContactId, p => p.Id, (c, p) => new { c.Id, Person = new TracePerson(p.Id, p.Name, p.PhoneNumber, c.Channel, c.CanonicalKey.StartsWith("group:")) })
            .ToDictionaryAsync(c => c.Id, c => c.Person, cancellationToken);
        return [.. rows.Select(r => r.Trace.ConversationId is { } id ? r with { Person = persons.GetValueOrDefault(id) } : r)];
    }

    private static IQueryable<TraceRow> WithTexts(OmniDbContext db, IQueryable<MessageTrace> traces)
        => traces.GroupJoin(db.Messages.Where(m => m.DeletedAt == null), t => t.MessageId, m => m.Id, (t, messages) => new { t, messages })
            .SelectMany(x => x.messages.DefaultIfEmpty(), (x, m) => new { x.t, Text = m == null ? null : m.Text })
            .OrderByDescending(x => x.t.ReceivedAt).ThenByDescending(x => x.t.Id)
            .Select(x => new TraceRow(x.t, x.Text));

    // By conversation and time, which an index serves; of turns alone there is none.
    private static async Task<List<TraceRow>> WithAnswersAsync(OmniDbContext db, List<TraceRow> rows, CancellationToken cancellationToken)
    {
        var turns = rows.Where(r => r.Trace.TurnId is not null).Select(r => r.Trace.TurnId).Distinct().ToArray();

        if (turns.Length == 0)
        {
            return rows;
        }

        var conversations = rows.Select(r => r.Trace.ConversationId).Distinct().ToArray();
        var since = rows.Min(r => r.Trace.ReceivedAt);
        var said = await db.Messages.AsNoTracking()
            .Where(m => conversations.Contains(m.ConversationId) && m.SentAt >= since && turns.Contains(m.TurnId)
                && m.Direction == MessageDirection.Outbound && m.DeletedAt == null && m.Text != null)
            .OrderBy(m => m.Sequence)
            .Select(m => new { m.TurnId, m.Text })
            .ToListAsync(cancellationToken);
        var answers = said.GroupBy(m => m.TurnId!.Value).ToDictionary(g => g.Key, g => string.Join("\n\n", g.Select(m => m.Text)));
        return [.. rows.Select(r => r.Trace.TurnId is { } turn && answers.TryGetValue(turn, out var answer) ? r with { Answer = answer } : r)];
    }

    // What this says, SummarizeTraces says in SQL: change both.
    private static async Task<IQueryable<MessageTrace>> FilteredAsync(OmniDbContext db, TraceFilter filter, CancellationToken cancellationToken)
    {
        var traces = db.MessageTraces.AsNoTracking();
        traces = filter.InstanceNames is { } names ? traces.Where(t => names.Contains(t.InstanceName)) : traces;
        traces = filter.Status is { } status ? traces.Where(t => t.Status == status) : traces;
        traces = filter.ConversationId is { } conversation ? traces.Where(t => t.ConversationId == conversation) : traces;
        traces = filter.From is { } from ? traces.Where(t => t.ReceivedAt >= from) : traces;
        traces = filter.To is { } to ? traces.Where(t => t.ReceivedAt < to) : traces;
        traces = filter.Senders is { } senders ? traces.Where(t => senders.Contains(t.Sender)) : traces;

        if (filter.Search is not { Length: > 0 } search)
        {
            return traces;
        }

        var pattern = $"%{search.AsLiteralPattern()}%";
        var digits = filter.SearchDigits is { } written ? $"%{written}%" : null;
        var called = await FindCalled.RunAsync(db, filter, cancellationToken);
        return traces.Where(t => EF.Functions.ILike(t.SenderName!, pattern, @"\") || EF.Functions.ILike(t.Sender, pattern, @"\") || (digits != null && EF.Functions.Like(t.Sender, digits))
            || called.Contains(t.ConversationId));
    }
}
