// How far a visitor's page has read: the id of every event on its stream.
using System.Globalization;

namespace Omni.Core.Messages.Visitors;

/// <summary>
/// Not one number, because a message can appear below the last one seen: it was queued before it and sent after it, or it was edited or deleted.
/// On the wire: <c>{sequence}-{unix seconds}-{waiting}.{waiting}…</c>.
/// </summary>
/// <param name="Sequence">The highest one seen.</param>
/// <param name="At">Edits before this time were seen.</param>
/// <param name="Waiting">Sequences below the highest that were not to be seen yet.</param>
public sealed record VisitorCursor(long Sequence, DateTimeOffset At, IReadOnlyList<long> Waiting)
{
    private const int MostWaiting = 200;

    /// <summary>Null for what is none of ours.</summary>
    public static VisitorCursor? Parse(string? text)
    {
        if (text?.Split('-') is not [var sequence, var at, var waiting]
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        var numbers = new List<long>();

        foreach (var word in waiting.Split('.', MostWaiting, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return new(last, DateTimeOffset.FromUnixTimeSeconds(seconds), numbers);
    }

    /// <summary>The cursor of every message of a reading: after one of them, the rest is still to come.</summary>
    public static IEnumerable<(VisitorMessage Message, VisitorCursor Cursor)> Over(VisitorThread thread, VisitorCursor? before)
    {
        var sequence = before?.Sequence ?? 0;

        for (var i = 0; i < thread.Messages.Count; i++)
        {
            sequence = Math.Max(sequence, thread.Messages[i].Sequence);
            var isLast = i == thread.Messages.Count - 1;
            var behind = thread.Messages.Skip(i + 1).Select(m => m.Sequence).Concat(thread.Waiting).Where(s => s < sequence);
            yield return (thread.Messages[i], new(sequence, isLast ? thread.ReadAt : before?.At ?? thread.ReadAt, [.. behind]));
        }
    }

    /// <summary>The cursor behind a whole reading; null while there is nothing to be behind of.</summary>
    public static VisitorCursor? After(VisitorThread thread, VisitorCursor? before)
    {
        if (before is null && thread.Messages.Count == 0)
        {
            return null;
        }

        var sequence = thread.Messages.Select(m => m.Sequence).Append(before?.Sequence ?? 0).Max();
        return new(sequence, thread.ReadAt, [.. thread.Waiting.Where(s => s < sequence)]);
    }

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Sequence}-{At.ToUnixTimeSeconds()}-{string.Join('.', Waiting)}");
}
