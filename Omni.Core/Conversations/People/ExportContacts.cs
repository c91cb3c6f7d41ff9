// Writes the people of a tenant as CSV that ImportContacts reads again, row by row and never all at once in memory.
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Texts;

namespace Omni.Core.Conversations.People;

public sealed class ExportContacts(IDbContextFactory<OmniDbContext> databases)
{
    public const string ContentType = "text/csv; charset=utf-8";

    /// <returns>A file that goes when it is closed, at its beginning.</returns>
    public async Task<Stream> RunAsync(CancellationToken cancellationToken)
    {
        // On disk first, so that a slow reader holds no connection to the database.
        var file = Spool.Begin();

        try
        {
            await WriteAsync(file, cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task WriteAsync(Stream target, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = db.Contacts.AsNoTracking().People(db);
        var names = await AttributesAsync(people, cancellationToken);

        // With a byte order mark, so that spreadsheets read Hebrew. All is quoted: where cells end at semicolons, a formula might else begin in the middle of a name.
        await using var csv = CsvWriter.Create(target, new CsvWriterOptions { WriteByteOrderMark = true, Quoting = CsvQuoting.Always }, leaveOpen: true);
        await csv.WriteRecordAsync(Guarded(["name", "phone_number", "email", .. names]), cancellationToken);

        await foreach (var contact in people.OrderBy(c => c.Name).ThenBy(c => c.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            string?[] fields = [contact.Name, contact.PhoneNumber, contact.Email, .. names.Select(n => contact.Attributes.GetValueOrDefault(n))];
            await csv.WriteRecordAsync(Guarded(fields), cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static async Task<List<string>> AttributesAsync(IQueryable<Contact> people, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);

        await foreach (var attributes in people.Select(c => c.Attributes).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            names.UnionWith(attributes.Keys);
        }

        return [.. names];
    }

    private static string[] Guarded(IEnumerable<string?> fields) => [.. fields.Select(f => CsvText.Guard(f) ?? "")];
}
