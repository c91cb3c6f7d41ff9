// Learns outside of a message that addresses are one person's: from address books, participants and receipts. Unites threads that were split.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class LearnPairs(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, TimeProvider clock)
{
    /// <summary>Answers the threads that changed: that of the person, and those that went into it. Of a person who is not known yet, the pair is kept for later.</summary>
    /// <param name="addresses">Of one person, in the channel's form; a group's or a single one teaches only the name.</param>
    /// <param name="instanceName">The instance that told it.</param>
    /// <param name="name">What the channel calls them; null when it does not say.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<IReadOnlyList<Guid>> RunAsync(IReadOnlyList<ChannelAddress> addresses, string instanceName, string? name, CancellationToken cancellationToken)
        => TryAsync((db, _) => Task.FromResult<IReadOnlyList<ChannelAddress>>(FindOrCreateThread.Own(addresses, instanceName)), name, cancellationToken);

    /// <summary>A receipt named the person of a known message by this address, which may be one that was never seen.</summary>
    public Task<IReadOnlyList<Guid>> FromReceiptAsync(Guid instanceId, string providerMessageId, ChannelAddress address, CancellationToken cancellationToken)
        => TryAsync(
            async (db, token) =>
            {
                var known = await db.Messages.Where(m => m.InstanceId == instanceId && m.ProviderMessageId == providerMessageId)
                    .Join(db.ContactIdentities, m => m.ContactId, i => i.ContactId, (m, i) => i)
                    .AsNoTracking().ToListAsync(token);

                // A group's receipts are its members'.
                return known.Count == 0 || known.Exists(i => i.Kind is IdentityKind.Group || i.Address == address) ? [] : [known[0].Address, address];
            },
            null,
            cancellationToken);

    private async Task<IReadOnlyList<Guid>> TryAsync(
        Func<OmniDbContext, CancellationToken, Task<IReadOnlyList<ChannelAddress>>> addressesOf, string? name, CancellationToken cancellationToken)
    {
        // Again when somebody else learnt it at this instant.
        return await TryAgain.RunAsync<IReadOnlyList<Guid>>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var addresses = await addressesOf(db, cancellationToken);
            var changed = addresses.Count == 0 ? [] : await LearnAsync(db, addresses, name, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return changed;
        });
    }

    private async Task<IReadOnlyList<Guid>> LearnAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, string? name, CancellationToken cancellationToken)
    {
        if (await LearnAddresses.RunAsync(db, tenant.RequiredSlug, addresses, name, clock.GetUtcNow(), cancellationToken) is not { } person)
        {
            foreach (var other in addresses.Skip(1))
            {
                await db.KeepPairAsync(addresses[0], other, cancellationToken);
            }

            return [];
        }

        if (!person.IsNew)
        {
            return [];
        }

        var own = await db.Conversations.Where(c => c.ContactId == person.ContactId && c.MergedIntoId == null).Select(c => c.Id).ToListAsync(cancellationToken);
        return [.. own, .. person.Absorbed];
    }
}
