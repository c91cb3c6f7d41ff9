// Brings people in from a CSV file. Stands here and not with contacts, because a file may make leads of them.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Leads.Importing;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Leads;

public sealed class ImportContacts(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    public const int MaxBytes = ReadCsv.MaxBytes;
    private const int LinesAtOnce = 500;
    private const int MostErrors = 1000;

    /// <param name="csv">The first line names the columns: <c>name</c>, <c>phone_number</c> or <c>phone</c>, <c>email</c>; <c>stage</c>, <c>source</c>,
    /// <c>value</c>, <c>notes</c> make a lead; every other column is an attribute.</param>
    /// <param name="fallbackRegion">Where numbers without a country code are dialled from, when the tenant does not say.</param>
    /// <param name="cancellationToken">Stops between two batches; what was stored stays.</param>
    /// <returns>Invalid for a file that cannot be read at all.</returns>
    public async Task<Result<ImportSummary>> RunAsync(Stream csv, string fallbackRegion, CancellationToken cancellationToken)
    {
        var file = await ReadCsv.RunAsync(csv, await RegionAsync(fallbackRegion, cancellationToken), cancellationToken);

        if (!file.IsOk)
        {
            return file.Error;
        }

        var (lines, errors) = (file.Value.Lines, file.Value.Errors);
        var batches = new List<StoredBatch>();

        foreach (var batch in lines.Chunk(LinesAtOnce))
        {
            batches.Add(await StoreAsync(batch, cancellationToken));
        }

        return new ImportSummary
        {
            Rows = lines.Count + errors.Count,
            Created = batches.Sum(b => b.Created),
            Updated = batches.Sum(b => b.Updated),
            Unchanged = batches.Sum(b => b.Unchanged),
            Leads = batches.Sum(b => b.Leads),
            Failed = errors.Count,
            Errors = [.. errors.Take(MostErrors)],
        };
    }

    private async Task<string> RegionAsync(string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await CheckContact.RegionAsync(db, null, fallbackRegion, cancellationToken);
    }

    private async Task<StoredBatch> StoreAsync(ImportLine[] lines, CancellationToken cancellationToken)
    {
        // Again when one of them wrote, or was added by somebody else, at this instant: read their rows.
        return await TryAgain.RunAsync<StoredBatch>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var stored = await new StoreBatch(db, tenant.RequiredSlug, clock.GetUtcNow()).RunAsync(lines, cancellationToken);
            Tell(stored);
            return stored;
        });
    }

    private void Tell(StoredBatch stored)
    {
        feed.Publish(new(tenant.Required, FeedKind.Contact, Guid.Empty));

        foreach (var conversationId in stored.Conversations)
        {
            feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        }
    }
}

/// <summary>What became of a file. People who stand in it twice are counted once.</summary>
public sealed record ImportSummary
{
    /// <summary>Lines with something in them, the first one not counted.</summary>
    public required int Rows { get; init; }

    public required int Created { get; init; }

    /// <summary>Known people of whom the file said something new.</summary>
    public required int Updated { get; init; }

    public required int Unchanged { get; init; }

    /// <summary>Leads that were made.</summary>
    public required int Leads { get; init; }

    /// <summary>Lines that were left out.</summary>
    public required int Failed { get; init; }

    /// <summary>Why, of the first thousand.</summary>
    public required IReadOnlyList<ImportError> Errors { get; init; }
}
