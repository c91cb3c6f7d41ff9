// Takes a file of another system's messages and keeps its rows as they are; the backfill links them.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;
using Omni.Core.Texts;

namespace Omni.Core.Backfill;

/// <param name="Staged">Rows that are new.</param>
/// <param name="Known">Rows that stood already, in the file or from another import.</param>
/// <param name="Unreadable">Lines that cannot be read.</param>
/// <param name="Problems">The first hundred of them, with their line numbers.</param>
public sealed record ImportResult(long Staged, long Known, long Unreadable, IReadOnlyList<LineProblem> Problems);

/// <param name="Line">Counted from 1; of a JSON array the item.</param>
/// <param name="Problem">In words.</param>
public sealed record LineProblem(long Line, string Problem);

public sealed class ImportMessages(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    public const long MaxBytes = 100 * 1024 * 1024;
    public const int MaxRows = 1_000_000;
    private const int Batch = 1_000;
    private const int MostProblems = 100;
    private const int CopyBuffer = 81_920;

    /// <param name="body">CSV or JSON.</param>
    /// <param name="instanceName">Which instance of the tenant carried the messages; null when none in particular did.</param>
    /// <param name="cancellationToken">Ends it; what was staged stays, and the same file again is the rest of it.</param>
    /// <returns>Counts; Invalid for a file that is none, or is too large.</returns>
    public async Task<Result<ImportResult>> RunAsync(Stream body, string? instanceName, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (instanceName is not null && !await db.Instances.AnyAsync(i => i.Name == instanceName, cancellationToken))
        {
            return Error.Invalid("instance", "There is no such instance.");
        }

        // On disk first, so that a slow sender holds no connection to the database.
        await using var file = Spool.Begin();

        if (!await CopyAsync(body, file, cancellationToken))
        {
            return Error.Invalid($"A file may have {MaxBytes / 1024 / 1024} MB. Send it in parts.");
        }

        var lines = await ReadFile.OpenAsync(file, cancellationToken);
        return lines.IsOk ? await StageAsync(db, lines.Value.Lines, instanceName, cancellationToken) : lines.Error;
    }

    private static async Task<bool> CopyAsync(Stream body, FileStream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBuffer];

        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (file.Length + read > MaxBytes)
            {
                return false;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        file.Position = 0;
        return true;
    }

    private async Task<Result<ImportResult>> StageAsync(OmniDbContext db, IAsyncEnumerable<FileLine> lines, string? instanceName, CancellationToken cancellationToken)
    {
        var (rows, problems) = (new List<ImportedMessage>(Batch), new List<LineProblem>());
        long taken = 0, staged = 0, unreadable = 0;

        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (line.Fields is null)
            {
                unreadable++;

                if (problems.Count < MostProblems)
                {
                    problems.Add(new(line.Line, line.Problem!));
                }

                continue;
            }

            if (++taken > MaxRows)
            {
                return Error.Invalid($"A file may have {MaxRows:N0} rows. The first ones are kept; send the rest in another file.");
            }

            rows.Add(line.Fields.ToRow(instanceName, clock.GetUtcNow()));

            if (rows.Count == Batch)
            {
                staged += await db.InsertRowsAsync(rows, cancellationToken);
                rows.Clear();
            }
        }

        staged += rows.Count > 0 ? await db.InsertRowsAsync(rows, cancellationToken) : 0;
        return new ImportResult(staged, taken - staged, unreadable, problems);
    }
}
