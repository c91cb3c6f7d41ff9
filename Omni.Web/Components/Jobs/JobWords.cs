// What jobs are called on the screens.
using System.Globalization;
using Omni.Core.Jobs;

namespace Omni.Web.Components.Jobs;

internal static class JobWords
{
    private static readonly (string Name, string One, string Many, string Would)[] Counts =
    [
        ("linked", "message linked", "messages linked", "would be linked"),
        ("contacts_made", "person made", "persons made", "would be made"),
        ("conversations_made", "thread made", "threads made", "would be made"),
        ("united", "split person united", "split persons united", "would be united"),
        ("moved", "message moved", "messages moved", "would be moved"),
        ("bad", "row could not be linked", "rows could not be linked", ""),
    ];

    extension(BackgroundJob job)
    {
        public string TitleInWords => job.IsDryRun ? "Look for split threads" : "Heal threads";

        public string StepInWords => job.Step switch
        {
            "link" => "Linking imported messages",
            "unite_numbers" => "Uniting persons by number",
            "unite_pairs" => "Uniting persons by hidden id",
            "move" => "Looking through threads",
            _ => "Waiting for its turn",
        };

        public IReadOnlyList<string> CountsInWords => [.. Counts
            .Where(c => job.Counts.GetValueOrDefault(c.Name) > 0 && (c.Name != "bad" || job.Problems.Count == 0))
            .Select(c => (Number: job.Counts[c.Name], Words: c))
            .Select(c => $"{c.Number.InNumbers()} {Words(c.Number == 1 ? c.Words.One : c.Words.Many, c.Words.Would, job.IsDryRun)}")];
    }

    extension(BackgroundJobStatus status)
    {
        public string InWords() => status switch
        {
            BackgroundJobStatus.Queued => "Waiting",
            BackgroundJobStatus.Running => "Running",
            BackgroundJobStatus.Completed => "Done",
            BackgroundJobStatus.Failed => "Failed",
            _ => "Cancelled",
        };

        public string Tone() => status switch
        {
            BackgroundJobStatus.Completed => "good",
            BackgroundJobStatus.Failed => "bad",
            BackgroundJobStatus.Cancelled => "off",
            _ => "wait",
        };
    }

    extension(long number)
    {
        public string InNumbers() => number.ToString("N0", CultureInfo.InvariantCulture);
    }

    // "3 messages linked" becomes "3 messages would be linked".
    private static string Words(string words, string would, bool isDryRun)
        => isDryRun && would.Length > 0 ? $"{words[..words.LastIndexOf(' ')]} {would}" : words;
}
