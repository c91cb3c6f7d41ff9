// The lines of a thread that nobody wrote, oldest first.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

public sealed class ListActivities(IDbContextFactory<OmniDbContext> databases)
{
    private const int Most = 500;

    /// <param name="conversationId">Whose.</param>
    /// <param name="from">From this time on; null from the beginning.</param>
    /// <param name="to">Before this time; null without an end.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<ActivityRow>> RunAsync(Guid conversationId, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Activities.AsNoTracking()
            .Where(a => a.ConversationId == conversationId && (from == null || a.At >= from) && (to == null || a.At < to))
            .OrderByDescending(a => a.At)
            .Take(Most)
            .Select(a => new ActivityRow(a.Id, a.Kind, a.Actor, a.Detail, a.SubjectId, a.At))
            .ToListAsync(cancellationToken);
        rows.Reverse();
        return rows;
    }
}

/// <param name="Id">Its id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Actor">Who; null when the kind says it all.</param>
/// <param name="Detail">Why, or what.</param>
/// <param name="SubjectId">What it is about, such as a merge.</param>
/// <param name="At">When.</param>
public sealed record ActivityRow(Guid Id, ActivityKind Kind, string? Actor, string? Detail, Guid? SubjectId, DateTimeOffset At);
