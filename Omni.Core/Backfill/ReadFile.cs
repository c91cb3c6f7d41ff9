// Reads a file of messages line by line: CSV with a header, a JSON array, or JSON lines. What it is, its first sign says.
using Omni.Core.Results;

namespace Omni.Core.Backfill;

/// <param name="Line">Counted from 1.</param>
/// <param name="Fields">Null for a line that cannot be read.</param>
/// <param name="Problem">Why.</param>
internal readonly record struct FileLine(long Line, ImportedFields? Fields, string? Problem)
{
    public static FileLine Unreadable(long line, string problem) => new(line, null, problem);
}

/// <summary>A file that can be read from its first line on.</summary>
internal sealed record OpenFile(IAsyncEnumerable<FileLine> Lines);

internal static class ReadFile
{
    /// <param name="file">Can be read from the start again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Result<OpenFile>> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        var first = await FirstSignAsync(file, cancellationToken);
        return first switch
        {
            null => Error.Invalid("The file is empty."),
            '[' => new OpenFile(ReadJson.ArrayAsync(file, cancellationToken)),
            '{' => new OpenFile(ReadJson.LinesAsync(file, cancellationToken)),
            _ => await ReadCsv.OpenAsync(file, cancellationToken),
        };
    }

    private static async Task<char?> FirstSignAsync(Stream file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        var buffer = new char[256];
        char? first = null;

        for (int read; first is null && (read = await reader.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            first = buffer.Take(read).Where(c => !char.IsWhiteSpace(c)).Select(c => (char?)c).FirstOrDefault();
        }

        file.Position = 0;
        return first;
    }
}
