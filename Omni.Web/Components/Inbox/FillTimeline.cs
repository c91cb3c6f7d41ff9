// Reads what a thread shows: the newest page, what slotted in or went above it, older pages, and the lines between.
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Messages;

namespace Omni.Web.Components.Inbox;

public sealed class FillTimeline(ReadThread messages, ListActivities activities, FindMerge merges, TimeProvider clock)
{
    private const int PageSize = 50;

    // More than this between the reader and the newest page, and the reader begins anew there.
    private const int MostBetween = 1000;

    /// <summary>Answers how many messages of customers came below all that was loaded.</summary>
    /// <param name="timeline">What is loaded.</param>
    /// <param name="conversationId">Whose.</param>
    /// <param name="wanted">A message that is to be loaded too, with all from there on; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<int> WithNewestAsync(Timeline timeline, Guid conversationId, Guid? wanted, CancellationToken cancellationToken)
    {
        var page = await messages.RunAsync(conversationId, before: null, after: null, PageSize, cancellationToken);
        var added = timeline.TakeNewest(page, await BetweenAsync(timeline, conversationId, page, cancellationToken));

        // All was loaded, and something even older may have come.
        if (page.HasMore && !timeline.HasOlder && timeline.Oldest is { } oldest)
        {
            timeline.HasOlder = await messages.AnyBeforeAsync(conversationId, oldest, cancellationToken);
        }

        if (wanted is { } messageId)
        {
            await ToMessageAsync(timeline, conversationId, messageId, cancellationToken);
        }

        await WithLinesAsync(timeline, conversationId, cancellationToken);
        return added;
    }

    internal async Task WithOlderAsync(Timeline timeline, Guid conversationId, CancellationToken cancellationToken)
    {
        if (timeline is { HasOlder: true, Oldest: { } oldest })
        {
            timeline.AddOlder(await messages.RunAsync(conversationId, oldest, after: null, PageSize, cancellationToken));
            await WithLinesAsync(timeline, conversationId, cancellationToken);
        }
    }

    // Does nothing for a message of another thread, or one that is too far up to be shown at once.
    private async Task ToMessageAsync(Timeline timeline, Guid conversationId, Guid messageId, CancellationToken cancellationToken)
    {
        if (timeline.Oldest is not { } oldest || await messages.PlaceOfAsync(conversationId, messageId, cancellationToken) is not { } place || place >= oldest
            || await messages.CountBetweenAsync(conversationId, place, oldest, cancellationToken) > MostBetween)
        {
            return;
        }

        timeline.AddOlder(new(await messages.BetweenAsync(conversationId, place, oldest, cancellationToken), await messages.AnyBeforeAsync(conversationId, place, cancellationToken)));
        await WithOlderAsync(timeline, conversationId, cancellationToken);
    }

    // Late messages, imports, merges and merges taken back change what stands above the newest page: counting tells.
    private async Task<List<MessageRow>?> BetweenAsync(Timeline timeline, Guid conversationId, ThreadPage page, CancellationToken cancellationToken)
    {
        if (timeline.Oldest is not { } oldest || page.Messages is not [{ Cursor: var start }, ..] || oldest >= start)
        {
            return null;
        }

        var count = await messages.CountBetweenAsync(conversationId, oldest, start, cancellationToken);

        if (count == timeline.CountBefore(start))
        {
            return null;
        }

        if (count <= MostBetween)
        {
            return await messages.BetweenAsync(conversationId, oldest, start, cancellationToken);
        }

        timeline.BeginAnew();
        return null;
    }

    private async Task WithLinesAsync(Timeline timeline, Guid conversationId, CancellationToken cancellationToken)
    {
        var lines = await activities.RunAsync(conversationId, timeline.LinesFrom, to: null, cancellationToken);
        var since = clock.GetUtcNow() - UndoMerge.Within;
        Guid[] recent = [.. lines.Where(l => l is { Kind: ActivityKind.Merged, SubjectId: not null } && l.At >= since).Select(l => l.SubjectId!.Value)];
        timeline.TakeLines(lines, recent.Length == 0 ? [] : await merges.UndoableAsync(recent, cancellationToken));
    }
}
