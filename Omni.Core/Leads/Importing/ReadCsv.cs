// Reads a file of people: with or without a byte order mark, with commas, semicolons or tabs, with line breaks inside quotes.
using System.Text;
using CsvHelper;
using Omni.Core.Results;

namespace Omni.Core.Leads.Importing;

internal static class ReadCsv
{
    public const int MaxBytes = 10 * 1024 * 1024;
    public const int MostRows = 50_000;
    private const int MostBroken = 1_000;
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <returns>Invalid for a file that cannot be read at all, or is larger than Omni takes; single bad lines are in the answer.</returns>
    public static async Task<Result<ReadFile>> RunAsync(Stream csv, string region, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();

        if (!await FillAsync(bytes, csv, cancellationToken))
        {
            return Error.Invalid("file", "A file may have 10 MB. Split it.");
        }

        try
        {
            return await ReadAsync(bytes, region, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return Error.Invalid("file", "The file is not in UTF-8. Save it as “CSV UTF-8”.");
        }
    }

    private static async Task<bool> FillAsync(MemoryStream bytes, Stream csv, CancellationToken cancellationToken)
    {
        var buffer = new byte[81920];

        while (await csv.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (bytes.Length + read > MaxBytes)
            {
                return false;
            }

            bytes.Write(buffer, 0, read);
        }

        bytes.Position = 0;
        return true;
    }

    private static async Task<Result<ReadFile>> ReadAsync(MemoryStream bytes, string region, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(bytes, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        var text = await reader.ReadToEndAsync(cancellationToken);
        var separator = Separator(text);
        var (lines, errors) = (new List<ImportLine>(), new List<ImportError>());
        CsvColumns? columns = null;
        var (before, restarts) = (0, 0);

        // A quote that is not closed swallows what follows: only its own line is left out, and reading begins again after it.
        for (string? rest = text; rest is not null; cancellationToken.ThrowIfCancellationRequested())
        {
            var (records, broken) = Records(rest, separator);

            foreach (var (line, cells, isBroken) in records)
            {
                if (columns is null)
                {
                    var read = CsvColumns.Read(cells);

                    if (!read.IsOk)
                    {
                        return read.Error;
                    }

                    columns = read.Value;
                }
                else if (isBroken)
                {
                    errors.Add(new(before + line, "Its quotes do not match."));
                }
                else if (columns.Read(before + line, cells, region) is var person)
                {
                    Add(lines, errors, before + line, person);
                }

                if (lines.Count + errors.Count > MostRows)
                {
                    return Error.Invalid("file", $"A file may have {MostRows:N0} rows. Split it.");
                }
            }

            if (broken is { } && ++restarts > MostBroken)
            {
                return Error.Invalid("file", $"The quotes of more than {MostBroken:N0} lines do not match. Save it as CSV again.");
            }

            before += broken ?? 0;
            rest = broken is { } last ? After(rest, last) : null;
        }

        return columns is null ? Error.Invalid("file", "The file is empty.") : new ReadFile(lines, errors);
    }

    private static void Add(List<ImportLine> lines, List<ImportError> errors, int line, Result<ImportLine> person)
    {
        if (person.IsOk)
        {
            lines.Add(person.Value);
        }
        else
        {
            errors.Add(new(line, person.Error.Message));
        }
    }

    // What stands behind a line; null at the end.
    private static string? After(string text, int line)
    {
        var at = 0;

        for (; line > 0; line--)
        {
            at = text.IndexOf('\n', at) + 1;

            if (at == 0)
            {
                return null;
            }
        }

        return text[at..];
    }

    // The records that have something in them, up to one whose quote is not closed: the line where that one begins.
    private static (List<(int Line, string[] Cells, bool IsBroken)> Records, int? Broken) Records(string text, char separator)
    {
        var records = new List<(int, string[], bool)>();
        var isBroken = false;
        int? broken = null;
        using var csv = CsvReader.FromText(text, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = separator,
            TrackLineNumbers = true,

            // A quote within a word is one, as in the Hebrew for Ltd.
            OnMalformedRecord = record =>
            {
                // Of a record with both only the first one is told.
                var isOpen = record.Reason is CsvMalformedReason.UnterminatedQuote || LosesItsEnd(record.RawRecord, separator);
                isBroken = isOpen || record.Reason is not CsvMalformedReason.StrayQuote;
                broken = isOpen ? (int)record.LineNumber : null;
            },
        });

        while (broken is null && records.Count <= MostRows + 1 && csv.Read())
        {
            var cells = new string[csv.FieldCount];

            for (var at = 0; at < cells.Length; at++)
            {
                cells[at] = csv.GetString(at);
            }

            if (isBroken || cells.Any(c => !string.IsNullOrWhiteSpace(c)))
            {
                records.Add(((int)csv.LineNumber, cells, isBroken));
            }

            isBroken = false;
        }

        return (records, broken);
    }

    // Whether a cell that was opened is never closed, or only by the quote that opens one on a later line, as what stands right behind it tells.
    private static bool LosesItsEnd(string record, char separator)
    {
        var (isOpen, begins, opened) = (false, true, 0);

        for (var at = 0; at < record.Length; at++)
        {
            var letter = record[at];

            if (!isOpen)
            {
                (isOpen, opened) = (begins && letter is '"', at);
                begins = letter == separator || letter is '\n' or '\r';
            }
            else if (letter is '"' && at + 1 < record.Length && record[at + 1] is '"')
            {
                // Two are one that is written.
                at++;
            }
            else if (letter is '"')
            {
                (isOpen, begins) = (false, false);

                if (at + 1 < record.Length && record[at + 1] != separator && record[at + 1] is not ('\n' or '\r') && record.AsSpan(opened, at - opened).Contains('\n'))
                {
                    return true;
                }
            }
        }

        return isOpen;
    }

    // Spreadsheets of half the world write semicolons. The first line tells: titles hold none of the three.
    private static char Separator(string text)
    {
        var first = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length).ToString();
        return Separators.MaxBy(separator => first.Count(c => c == separator));
    }
}
