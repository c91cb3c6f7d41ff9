// What a thread shows, in order: loaded messages, lines that nobody wrote, and what was just typed and is not stored yet.
using Omni.Core.Conversations;
using Omni.Core.Messages;

namespace Omni.Web.Components.Inbox;

internal sealed class Timeline
{
    private static readonly TimeSpan JoinWithin = TimeSpan.FromMinutes(1);

    private readonly SortedList<ThreadCursor, MessageRow> _messages = [];
    private readonly List<MessageRow> _typed = [];
    private List<ActivityRow> _activities = [];
    private HashSet<Guid> _undoable = [];

    public bool HasOlder { get; set; }

    public bool IsEmpty => _messages.Count == 0 && _typed.Count == 0 && _activities.Count == 0;

    public ThreadCursor? Oldest => _messages.Count > 0 ? _messages.Keys[0] : null;

    /// <summary>From which time on lines are wanted; null from the beginning.</summary>
    public DateTimeOffset? LinesFrom => HasOlder ? Oldest?.SentAt : null;

    public void AddOlder(ThreadPage page)
    {
        HasOlder = page.HasMore;

        foreach (var message in page.Messages)
        {
            _messages[message.Cursor] = message;
        }
    }

    /// <summary>Takes the newest page as it is now: what changed is replaced, what is gone goes. Answers what customers wrote since, below all that stood there.</summary>
    /// <param name="page">The newest messages.</param>
    /// <param name="between">What stands from the oldest loaded message to the page, when that is no longer what is loaded; null when it is.</param>
    public int TakeNewest(ThreadPage page, IReadOnlyList<MessageRow>? between = null)
    {
        var last = _messages.Count > 0 ? _messages.Keys[^1] : (ThreadCursor?)null;

        if (last is null || page.Messages.Count == 0 || between is not null)
        {
            HasOlder = last is null || page.Messages.Count == 0 ? page.HasMore : HasOlder;
            _messages.Clear();
        }
        else
        {
            while (_messages.Count > 0 && _messages.Keys[^1] >= page.Messages[0].Cursor)
            {
                _messages.RemoveAt(_messages.Count - 1);
            }
        }

        HasOlder &= page.HasMore;

        foreach (var message in page.Messages.Concat(between ?? []))
        {
            _messages[message.Cursor] = message;
        }

        _typed.RemoveAll(t => page.Messages.Any(m => m.ClientKey == t.ClientKey));
        return last is null ? 0 : _messages.Values.Count(m => m.Cursor > last && m is { Direction: MessageDirection.Inbound, Status: not MessageStatus.Blocked });
    }

    /// <summary>Whether something stands here of which only the channel can tell what became of it.</summary>
    public bool WaitsForChannel => _messages.Values.Any(m => m.Status is MessageStatus.Unknown || (m.Status is MessageStatus.Sent && m.IsFromGateway));

    /// <summary>How many of the loaded messages stand before a place.</summary>
    public int CountBefore(ThreadCursor place) => _messages.Keys.Count(k => k < place);

    /// <summary>Forgets what is loaded, but not what was typed.</summary>
    public void BeginAnew() => _messages.Clear();

    /// <param name="activities">The lines.</param>
    /// <param name="undoable">The merges among them that can be taken back.</param>
    public void TakeLines(List<ActivityRow> activities, HashSet<Guid>? undoable = null) => (_activities, _undoable) = (activities, undoable ?? _undoable);

    /// <summary>Not when it stands here already: what nobody heard the end of is handed over again.</summary>
    public void Type(MessageRow message)
    {
        if (!_messages.Values.Concat(_typed).Any(m => m.ClientKey == message.ClientKey))
        {
            _typed.Add(message);
        }
    }

    public void TakeBack(string clientKey) => _typed.RemoveAll(t => t.ClientKey == clientKey);

    /// <summary>The uppermost of the <paramref name="count"/> messages from customers that arrived last: the first unread one, a late one too.</summary>
    public Guid? FirstUnread(int count)
        => count <= 0
            ? null
            : _messages.Values.Where(m => m is { Direction: MessageDirection.Inbound, Status: not MessageStatus.Blocked }).OrderByDescending(m => m.Sequence).Take(count)
                .OrderBy(m => m.Cursor).Select(m => (Guid?)m.Id).FirstOrDefault();

    /// <summary>Everything by day.</summary>
    /// <param name="dayOf">The day of a time where the reader is.</param>
    /// <param name="isGroup">In groups, two without a name may be two people.</param>
    public List<TimelineDay> Days(Func<DateTimeOffset, DateOnly> dayOf, bool isGroup = false)
    {
        // Lines come first, and sorting is stable: of the same instant, "took over" stands above the answer that did it.
        var items = _activities.Select(a => new TimelineItem(a.Id.ToString(), a.At, null, a) { CanUndo = a.SubjectId is { } merge && _undoable.Contains(merge) }).ToList();
        items.AddRange(_messages.Values.Concat(_typed)
            .Where(m => m is not { Status: MessageStatus.Cancelled, Error: null })
            .Select(m => new TimelineItem(m.ClientKey ?? m.Id.ToString(), m.SentAt, m, null)));
        var days = items.OrderBy(i => i.At).GroupBy(i => dayOf(i.At)).Select(g => new TimelineDay(g.Key, [.. g])).ToList();

        foreach (var day in days)
        {
            for (var i = 0; i < day.Items.Count; i++)
            {
                day.Items[i] = day.Items[i] with
                {
                    JoinsPrevious = i > 0 && Joins(day.Items[i - 1].Message, day.Items[i].Message, isGroup),
                    JoinsNext = i + 1 < day.Items.Count && Joins(day.Items[i].Message, day.Items[i + 1].Message, isGroup),
                };
            }
        }

        return days;
    }

    private static bool Joins(MessageRow? first, MessageRow? second, bool isGroup)
        => first is not null && second is not null
            && (first.Direction, first.Source, first.AuthorName) == (second.Direction, second.Source, second.AuthorName)
            && !(isGroup && first is { Source: MessageSource.Customer, AuthorName: null })
            && (first.Status is MessageStatus.Blocked) == (second.Status is MessageStatus.Blocked)
            && first.Status is not (MessageStatus.Failed or MessageStatus.Unknown or MessageStatus.Cancelled)
            && second.SentAt - first.SentAt < JoinWithin;
}

public sealed record TimelineDay(DateOnly Day, List<TimelineItem> Items);

/// <summary>A message or a line. The key stays the same when what was typed becomes a stored row.</summary>
public sealed record TimelineItem(string Key, DateTimeOffset At, MessageRow? Message, ActivityRow? Activity)
{
    public bool JoinsPrevious { get; init; }

    public bool JoinsNext { get; init; }

    /// <summary>True for the line of a merge that can be taken back.</summary>
    public bool CanUndo { get; init; }
}
