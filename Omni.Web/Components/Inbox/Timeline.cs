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

    public bool HasOlder { get; private set; }

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

    /// <summary>Takes the newest page as it is now: what changed is replaced, what is gone goes. Answers what customers wrote since.</summary>
    public int TakeNewest(ThreadPage page)
    {
        var last = _messages.Count > 0 ? _messages.Keys[^1] : (ThreadCursor?)null;

        // Without an overlap something in between is missing: begin anew from here.
        if (last is null || page.Messages.Count == 0 || (page.HasMore && page.Messages[0].Cursor > last))
        {
            _messages.Clear();
            HasOlder = page.HasMore;
        }
        else
        {
            while (_messages.Count > 0 && _messages.Keys[^1] >= page.Messages[0].Cursor)
            {
                _messages.RemoveAt(_messages.Count - 1);
            }
        }

        foreach (var message in page.Messages)
        {
            _messages[message.Cursor] = message;
        }

        _typed.RemoveAll(t => page.Messages.Any(m => m.ClientKey == t.ClientKey));
        return last is null ? 0 : page.Messages.Count(m => m.Cursor > last && m.Direction is MessageDirection.Inbound);
    }

    public void TakeLines(List<ActivityRow> activities) => _activities = activities;

    public void Type(MessageRow message) => _typed.Add(message);

    public void TakeBack(string clientKey) => _typed.RemoveAll(t => t.ClientKey == clientKey);

    /// <summary>The oldest of the last <paramref name="count"/> messages from customers: the first unread one.</summary>
    public Guid? FirstUnread(int count)
        => count <= 0 ? null : _messages.Values.Where(m => m.Direction is MessageDirection.Inbound).TakeLast(count).Select(m => (Guid?)m.Id).FirstOrDefault();

    /// <summary>Everything by day.</summary>
    /// <param name="dayOf">The day of a time where the reader is.</param>
    public List<TimelineDay> Days(Func<DateTimeOffset, DateOnly> dayOf)
    {
        // Lines come first, and sorting is stable: of the same instant, "took over" stands above the answer that did it.
        var items = _activities.Select(a => new TimelineItem(a.Id.ToString(), a.At, null, a)).ToList();
        items.AddRange(_messages.Values.Concat(_typed)
            .Where(m => m.Status is not MessageStatus.Cancelled)
            .Select(m => new TimelineItem(m.ClientKey ?? m.Id.ToString(), m.SentAt, m, null)));
        var days = items.OrderBy(i => i.At).GroupBy(i => dayOf(i.At)).Select(g => new TimelineDay(g.Key, [.. g])).ToList();

        foreach (var day in days)
        {
            for (var i = 0; i < day.Items.Count; i++)
            {
                day.Items[i] = day.Items[i] with
                {
                    JoinsPrevious = i > 0 && Joins(day.Items[i - 1].Message, day.Items[i].Message),
                    JoinsNext = i + 1 < day.Items.Count && Joins(day.Items[i].Message, day.Items[i + 1].Message),
                };
            }
        }

        return days;
    }

    private static bool Joins(MessageRow? first, MessageRow? second)
        => first is not null && second is not null
            && (first.Direction, first.Source, first.AuthorName) == (second.Direction, second.Source, second.AuthorName)
            && first.Status is not (MessageStatus.Failed or MessageStatus.Unknown)
            && second.SentAt - first.SentAt < JoinWithin;
}

public sealed record TimelineDay(DateOnly Day, List<TimelineItem> Items);

/// <summary>A message or a line. The key stays the same when what was typed becomes a stored row.</summary>
public sealed record TimelineItem(string Key, DateTimeOffset At, MessageRow? Message, ActivityRow? Activity)
{
    public bool JoinsPrevious { get; init; }

    public bool JoinsNext { get; init; }
}
