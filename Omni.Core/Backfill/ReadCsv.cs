// CSV as spreadsheets and databases export it: comma, semicolon or tab, quotes, line breaks within quotes.
using System.Runtime.CompilerServices;
using CsvHelper;
using Omni.Core.Results;

namespace Omni.Core.Backfill;

internal static class ReadCsv
{
    // One forgotten quote must not swallow the file.
    private const int LongestRecord = 1_000_000;

    public static async Task<Result<OpenFile>> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        var separator = await SeparatorAsync(file, cancellationToken);
        var csv = CsvReader.Create(file, new CsvReaderOptions { Separator = separator, MaxRecordSize = LongestRecord, TrackLineNumbers = true }, leaveOpen: true);

        try
        {
            await csv.ReadHeaderAsync(cancellationToken);
        }
        catch (CsvFormatException)
        {
            await csv.DisposeAsync();
            return Error.Invalid("The first line cannot be read, perhaps for a missing quote.");
        }

        int[] places = [.. csv.Headers.Select(ImportedFields.PlaceOf)];

        if (!places.Contains(ImportedFields.PlaceOf("direction")) || !places.Contains(ImportedFields.PlaceOf("created_at")))
        {
            await csv.DisposeAsync();
            return Error.Invalid("The first line must name the columns: to_number, from_number, lead_id, direction, body, created_at, remote_jid. Direction and created_at are needed.");
        }

        return new OpenFile(LinesAsync(csv, places, cancellationToken));
    }

    // As the first line has it: what people wrote in the others may hold more of another sign.
    private static async Task<char> SeparatorAsync(Stream file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        var line = await reader.ReadLineAsync(cancellationToken) ?? "";
        file.Position = 0;
        return ",;\t".MaxBy(sign => line.Count(c => c == sign));
    }

    private static async IAsyncEnumerable<FileLine> LinesAsync(CsvReader csv, int[] places, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = csv;

        while (await NextAsync(csv, cancellationToken) is var more && more is not false)
        {
            if (more is null)
            {
                yield return FileLine.Unreadable(csv.LineNumber, "A field does not end, perhaps for a missing quote. What follows was not read.");
                yield break;
            }

            yield return Read(csv, places);
        }
    }

    private static FileLine Read(CsvReader csv, int[] places)
    {
        var fields = new ImportedFields();

        for (var column = 0; column < Math.Min(places.Length, csv.FieldCount); column++)
        {
            fields.Set(places[column], csv.GetString(column));
        }

        return csv.FieldCount > places.Length ? FileLine.Unreadable(csv.LineNumber, $"It has {csv.FieldCount} fields, and the first line names {places.Length}.")
            : fields.IsEmpty ? FileLine.Unreadable(csv.LineNumber, "It holds nothing.")
            : new(csv.LineNumber, fields, null);
    }

    // Null for what cannot be read.
    private static async Task<bool?> NextAsync(CsvReader csv, CancellationToken cancellationToken)
    {
        try
        {
            return await csv.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException)
        {
            return null;
        }
    }
}
