// Counts traces and their times where they are: in the database, in one statement, however many there are.
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Omni.Core.Tenancy;
using Omni.Core.Texts;
using Omni.Core.Traces;

namespace Omni.Core.Data.Postgres;

public sealed class SummarizeTraces(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, TimeProvider clock)
{
    private const int MostBuckets = 400;

    // Traces are kept for ten years at most: who asks from the year 1 on gets a chart of these.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_700);

    // Percentiles sort; the list of instances and the parts of time need few of them. What nobody asked an agent about took no time, and would hide what the others took.
    private const string Counts =
        """
        count(*) AS total, count(*) FILTER (WHERE status = 'Completed') AS completed, count(*) FILTER (WHERE status = 'Error') AS errors,
        count(*) FILTER (WHERE status = 'AccessDenied') AS access_denied, count(*) FILTER (WHERE status = 'Superseded') AS superseded,
        count(agent_ms) AS agent_count, avg(agent_ms) AS agent_average, percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY agent_ms) AS agent,
        count(total_ms) AS total_count, avg(total_ms) AS total_average, percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY total_ms) AS total_time
        """;

    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter() } };

    /// <param name="filter">Which traces.</param>
    /// <param name="origin">Parts of time begin at whole multiples of their size from here, such as somebody's midnight; null for UTC.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<TraceSummary> RunAsync(TraceFilter filter, DateTimeOffset? origin, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var begin = origin ?? DateTimeOffset.UnixEpoch;
        var now = clock.GetUtcNow();
        var until = filter.To < now ? filter.To.Value : now;
        var asked = filter.From ?? await db.MessageTraces.MinAsync(t => (DateTimeOffset?)t.ReceivedAt, cancellationToken) ?? until;
        var from = until - asked > Longest ? until - Longest : asked;
        var size = BucketSizes.For(until - from);
        var (where, parameters) = Where(filter, await FindCalled.RunAsync(db, filter, cancellationToken), tenant.Required);
        parameters.Add(new NpgsqlParameter("size", NpgsqlDbType.Interval) { Value = size });
        parameters.Add(new NpgsqlParameter("origin", NpgsqlDbType.TimestampTz) { Value = begin.ToUniversalTime() });
        var json = await db.Database.SqlQueryRaw<string>(Sql(where), [.. parameters]).SingleAsync(cancellationToken);
        return ToSummary(JsonSerializer.Deserialize<Counted>(json, Wire)!, from, until, size, begin);
    }

    private static string Sql(string where) =>
        $"""
        WITH t AS MATERIALIZED (
            SELECT status, instance_name, message_kind, error_stage, error_message, received_at,
                extract(epoch FROM agent_answered_at - agent_called_at)::float8 * 1000 AS agent_ms,
                CASE WHEN status = 'Completed' AND agent_called_at IS NOT NULL THEN extract(epoch FROM completed_at - received_at)::float8 * 1000 END AS total_ms
            FROM message_traces WHERE {where})
        SELECT json_build_object(
            'all', (SELECT to_json(c) FROM (SELECT {Counts} FROM t) c),
            'statuses', (SELECT json_agg(c) FROM (SELECT status AS name, count(*) AS count FROM t GROUP BY 1) c),
            'kinds', (SELECT json_agg(c) FROM (SELECT message_kind AS name, count(*) AS count FROM t GROUP BY 1) c),
            'instances', (SELECT json_agg(c) FROM (SELECT instance_name AS name, {Counts} FROM t GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 50) c),
            'stages', (SELECT json_agg(c) FROM (SELECT error_stage AS name, count(*) AS count FROM t WHERE error_stage IS NOT NULL GROUP BY 1) c),
            'reasons', (SELECT json_agg(c) FROM (
                SELECT error_stage AS stage, coalesce(error_message, '') AS name, count(*) AS count FROM t WHERE error_stage IS NOT NULL GROUP BY 1, 2 ORDER BY count(*) DESC, 2 LIMIT 5) c),
            'buckets', (SELECT json_agg(c) FROM (SELECT date_bin(@size, received_at, @origin) AS at, {Counts} FROM t GROUP BY 1 ORDER BY 1) c))::text AS "Value"
        """;

    // The same as ListTraces says in LINQ, which has no percentiles.
    private static (string Sql, List<object> Parameters) Where(TraceFilter filter, Guid?[] called, TenantId tenant)
    {
        var conditions = new List<string> { "tenant_id = @tenant" };
        var parameters = new List<object> { new NpgsqlParameter("tenant", tenant.Value) };

        void Add(string condition, string name, NpgsqlDbType type, object? value)
        {
            if (value is not null)
            {
                conditions.Add(condition);
                parameters.Add(new NpgsqlParameter(name, type) { Value = value });
            }
        }

        Add("instance_name = ANY (@instances)", "instances", NpgsqlDbType.Array | NpgsqlDbType.Text, filter.InstanceNames?.ToArray());
        Add("status = @status", "status", NpgsqlDbType.Text, filter.Status?.ToString());
        Add("conversation_id = @conversation", "conversation", NpgsqlDbType.Uuid, filter.ConversationId);
        Add("received_at >= @from", "from", NpgsqlDbType.TimestampTz, filter.From?.ToUniversalTime());
        Add("received_at < @to", "to", NpgsqlDbType.TimestampTz, filter.To?.ToUniversalTime());
        Add("sender = ANY (@senders)", "senders", NpgsqlDbType.Array | NpgsqlDbType.Text, filter.Senders?.ToArray());
        if (filter.Search is { Length: > 0 } search)
        {
            Add(@"(sender_name ILIKE @search ESCAPE '\' OR sender ILIKE @search ESCAPE '\' OR sender LIKE @digits OR conversation_id = ANY (@called))", "search", NpgsqlDbType.Text, $"%{search.AsLiteralPattern()}%");
            parameters.Add(new NpgsqlParameter("called", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = called });
            parameters.Add(new NpgsqlParameter("digits", NpgsqlDbType.Text) { Value = filter.SearchDigits is { } digits ? $"%{digits}%" : DBNull.Value });
        }

        return (string.Join(" AND ", conditions), parameters);
    }

    private static TraceSummary ToSummary(Counted counted, DateTimeOffset from, DateTimeOffset until, TimeSpan size, DateTimeOffset origin) => new()
    {
        All = counted.All.ToCounts(),
        ByStatus = (counted.Statuses ?? []).ToDictionary(c => Enum.Parse<TraceStatus>(c.Name), c => c.Count),
        ByMessageType = (counted.Kinds ?? []).OrderByDescending(c => c.Count).ToDictionary(c => c.Name.ToLowerInvariant(), c => c.Count),
        ByInstance = [.. (counted.Instances ?? []).Select(c => new InstanceCounts(c.Name!, c.ToCounts()))],
        ByErrorStage = (counted.Stages ?? []).ToDictionary(c => Enum.Parse<TraceStage>(c.Name), c => c.Count),
        TopErrors = [.. (counted.Reasons ?? []).Select(c => new ErrorCount(c.Stage!.Value, c.Name, c.Count))],
        OverTime = Fill(counted.Buckets ?? [], from, until, size, origin),
        BucketSize = size,
    };

    private static List<TraceBucket> Fill(IReadOnlyList<CountedRow> rows, DateTimeOffset from, DateTimeOffset until, TimeSpan size, DateTimeOffset origin)
    {
        // The end of all times has no part that holds it.
        if (from >= until)
        {
            return [];
        }

        var byTime = rows.ToDictionary(r => r.At!.Value.ToUniversalTime(), r => r.ToCounts());
        var buckets = new List<TraceBucket>();

        for (var at = BucketSizes.Begin(from, size, origin).ToUniversalTime(); at < until && buckets.Count < MostBuckets; at += size)
        {
            buckets.Add(new(at, byTime.GetValueOrDefault(at) ?? new()));
        }

        return buckets;
    }

    private sealed record Counted(
        CountedRow All, List<CountedName>? Statuses, List<CountedName>? Kinds, List<CountedRow>? Instances, List<CountedName>? Stages, List<CountedName>? Reasons, List<CountedRow>? Buckets);

    private sealed record CountedName(string Name, long Count, TraceStage? Stage);

    private sealed record CountedRow
    {
        public string? Name { get; init; }

        public DateTimeOffset? At { get; init; }

        public long Total { get; init; }

        public long Completed { get; init; }

        public long Errors { get; init; }

        public long AccessDenied { get; init; }

        public long Superseded { get; init; }

        public long AgentCount { get; init; }

        public double? AgentAverage { get; init; }

        public double?[]? Agent { get; init; }

        public long TotalCount { get; init; }

        public double? TotalAverage { get; init; }

        public double?[]? TotalTime { get; init; }

        public TraceCounts ToCounts() => new()
        {
            Total = Total,
            Completed = Completed,
            Errors = Errors,
            AccessDenied = AccessDenied,
            Superseded = Superseded,
            AgentTime = Figures(AgentCount, AgentAverage, Agent),
            TotalTime = Figures(TotalCount, TotalAverage, TotalTime),
        };

        private static TimeFigures Figures(long count, double? average, double?[]? parts)
            => new() { Count = count, Average = average, P50 = parts?[0], P95 = parts?[1], P99 = parts?[2] };
    }
}
