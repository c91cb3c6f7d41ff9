// Gives every line its time, from the last one backwards, the same way at every start.
namespace Omni.Core.Demo;

internal static class TimeLines
{
    public static IReadOnlyList<DemoLine> Of(DemoConversation conversation, DateTimeOffset now)
    {
        var at = now - Span(conversation.Ends);
        var lines = new List<DemoLine>();
        var written = AllLines(conversation);

        for (var i = written.Count - 1; i >= 0; i--)
        {
            if (written[i].StartsWith("- ", StringComparison.Ordinal))
            {
                at -= Span(written[i][2..]);
                continue;
            }

            lines.Add(Read(written[i], at));

            // As long as it takes to read and to type; agents answer at once.
            at -= written[i][0] switch
            {
                'a' => TimeSpan.FromSeconds(2 + (i % 3)),
                '*' => TimeSpan.FromSeconds(1),
                _ => TimeSpan.FromSeconds(20 + (written[i].Length * 23 % 170)),
            };
        }

        lines.Reverse();
        return lines;
    }

    private static List<string> AllLines(DemoConversation conversation)
    {
        var lines = new List<string>();

        for (var day = 0; day < conversation.Days.Count; day++)
        {
            lines.AddRange(conversation.Episodes[day % conversation.Episodes.Count].Select(line => Fill(line, conversation.Days[day])));
            lines.Add("- 27h");
        }

        return [.. lines, .. conversation.Lines];
    }

    private static string Fill(string line, IReadOnlyDictionary<string, string> words)
        => words.Aggregate(line, (filled, word) => filled.Replace($"{{{word.Key}}}", word.Value, StringComparison.Ordinal));

    private static DemoLine Read(string line, DateTimeOffset at)
    {
        var mark = line[1];
        var bar = mark is ' ' ? -1 : line.IndexOf(" | ", StringComparison.Ordinal);
        return bar < 0
            ? new(line[0], line[2..], null, ' ', at)
            : new(line[0], line[(bar + 3)..], line[3..bar], mark, at);
    }

    private static TimeSpan Span(string words) => words[^1] switch
    {
        'm' => TimeSpan.FromMinutes(Number(words)),
        'h' => TimeSpan.FromHours(Number(words)),
        'd' => TimeSpan.FromDays(Number(words)),
        _ => throw new FormatException($"'{words}' is no span of time: use 5m, 3h or 2d."),
    };

    private static int Number(string words) => int.Parse(words[..^1], System.Globalization.CultureInfo.InvariantCulture);
}
