// Moves messages that stand in another person's thread to the thread of whom they belong to: by lead, then number, then alias.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Jobs;
using Omni.Core.Messages;

namespace Omni.Core.Backfill;

internal sealed class MoveWrong(Tenancy.TenantContext tenant, SamePerson same) : IJobStep
{
    // Conversations of a batch.
    private const int Usual = 200;

    public string Name => "move";

    public Task<long> CountAsync(OmniDbContext db, CancellationToken cancellationToken) => db.Conversations.LongCountAsync(cancellationToken);

    public async Task<string?> RunAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Db;
        var after = batch.Cursor is { } cursor ? Guid.Parse(cursor) : Guid.Empty;
        var page = await db.Conversations.AsNoTracking().Where(c => c.ContactId > after).OrderBy(c => c.ContactId).Take(batch.Limit ?? Usual)
            .Select(c => new PlacedThread(c.Id, c.ContactId, c.MergedIntoId)).ToListAsync(cancellationToken);

        if (page.Count == 0)
        {
            return null;
        }

        if (batch.Skipping is { } reason)
        {
            batch.Report($"Conversation {page[0].Id}: {reason}");
        }
        else
        {
            await MoveAsync(batch, page, cancellationToken);
        }

        batch.Look(page.Count);
        return page[^1].ContactId.ToString();
    }

    private async Task MoveAsync(JobBatch batch, List<PlacedThread> page, CancellationToken cancellationToken)
    {
        var misplaced = await FindMisplaced.RunAsync(batch.Db, page, cancellationToken);

        if (batch.IsDryRun)
        {
            // Those who would be one by then are no strangers.
            batch.Count("moved", misplaced.Where(m => m.Owner is null || same.Find(SamePerson.Of(m.Owner.Value)) != same.Find(SamePerson.Of(m.Thread.ContactId))).Sum(m => m.Count));
            return;
        }

        if (misplaced.Count > 0)
        {
            await MoveMessages.RunAsync(batch, tenant.RequiredSlug, misplaced, cancellationToken);
        }
    }
}

/// <summary>A conversation, and whose it is.</summary>
internal sealed record PlacedThread(Guid Id, Guid ContactId, Guid? MergedIntoId);

/// <summary>Messages of one conversation, of one address and lead, that belong elsewhere.</summary>
/// <param name="Thread">Where they stand.</param>
/// <param name="Address">Where they came from or went to, as the channel writes it.</param>
/// <param name="LeadId">The lead they name.</param>
/// <param name="ContactId">The contact they name.</param>
/// <param name="Owner">Whose they are; null for those that stayed behind in a merged conversation or name another contact than their thread: they are its person's.</param>
/// <param name="IsByLead">Whether their lead says so.</param>
/// <param name="Count">How many.</param>
internal sealed record Misplaced(PlacedThread Thread, string Address, Guid? LeadId, Guid ContactId, Guid? Owner, bool IsByLead, int Count)
{
    public IQueryable<Message> Of(OmniDbContext db) => FindMisplaced.Settled(db)
        .Where(m => m.ConversationId == Thread.Id && m.ContactId == ContactId && m.Address == Address && m.LeadId == LeadId);
}
