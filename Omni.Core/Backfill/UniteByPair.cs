// Unites contacts whose addresses a channel has told to be one person's.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Jobs;
using Omni.Core.Tenancy;

namespace Omni.Core.Backfill;

internal sealed class UniteByPair(TenantContext tenant, SamePerson same) : IJobStep
{
    private const int MostMerges = 10;
    private const int MostLookedAt = 100_000;

    public string Name => "unite_pairs";

    public Task<long> CountAsync(OmniDbContext db, CancellationToken cancellationToken) => Task.FromResult(0L);

    public async Task<string?> RunAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Skipping is { } reason)
        {
            batch.Report($"Two contacts that are one person: {reason}");
            return null;
        }

        var split = await SplitAsync(batch.Db, batch.IsDryRun ? MostLookedAt : MostMerges, cancellationToken);

        if (batch.IsDryRun)
        {
            var before = same.Unions;
            split.ForEach(p => same.Unite(SamePerson.Of(p.One), SamePerson.Of(p.Other)));
            batch.Count("united", same.Unions - before);
            return null;
        }

        // The first one only when several are about the same contacts: the next batch finds the others as they are then.
        var taken = new HashSet<Guid>();

        foreach (var (one, other) in split)
        {
            if (taken.Add(one) & taken.Add(other))
            {
                var merged = await MergeContacts.RunAsync(batch.Db, tenant.RequiredSlug, [one, other], null, null, batch.Now, cancellationToken);
                batch.Count("united", 1);
                batch.Touch(merged.ConversationId is { } stays ? merged.Absorbed.Append(stays) : merged.Absorbed);
            }
        }

        return split.Count == 0 ? null : "again";
    }

    private static async Task<List<(Guid One, Guid Other)>> SplitAsync(OmniDbContext db, int most, CancellationToken cancellationToken)
    {
        var split = await db.AddressPairs
            .Join(db.ContactIdentities, p => new { p.Channel, p.Kind, p.Value }, i => new { i.Channel, i.Kind, i.Value }, (p, i) => new { Pair = p, i.ContactId })
            .Join(
                db.ContactIdentities,
                p => new { Channel = p.Pair.OtherChannel, Kind = p.Pair.OtherKind, Value = p.Pair.OtherValue },
                i => new { i.Channel, i.Kind, i.Value },
                (p, i) => new { One = p.ContactId, Other = i.ContactId })

            // Each pair stands from both sides.
            .Where(p => p.One < p.Other)
            .Distinct().OrderBy(p => p.One).ThenBy(p => p.Other).Take(most).ToListAsync(cancellationToken);
        return split.ConvertAll(p => (p.One, p.Other));
    }
}
