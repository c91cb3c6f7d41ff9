// Blocks a person or group out of their thread, and takes it back: by rules on one address of theirs, which hold for all of them.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Access;

/// <param name="ContactId">The person or group.</param>
/// <param name="IsGroup">Which of both.</param>
/// <param name="InstanceId">Through which instance they write; null when it is gone.</param>
public sealed record ThreadOwner(Guid ContactId, bool IsGroup, Guid? InstanceId);

public sealed class BlockPerson(IDbContextFactory<OmniDbContext> databases, CreateRule create, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    private const string Unblocked = "Unblocked in the inbox";

    /// <summary>Whether they may write now, and what says so.</summary>
    public async Task<AccessDecision> FindAsync(ThreadOwner owner, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await DecideAsync(db, owner, cancellationToken);
    }

    /// <summary>On every instance. What allowed them by an address of their own goes, else it would win.</summary>
    public async Task<Result<AccessRuleRow>> BlockAsync(ThreadOwner owner, string? reason, DateTimeOffset? expiresAt, RuleAuthor author, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await AddressAsync(db, owner, cancellationToken) is not { } address)
        {
            return Error.Conflict("There is no address here that a rule could be about.");
        }

        var made = await create.RunAsync(new() { PhoneNumber = address, Action = "block", Reason = reason, ExpiresAt = expiresAt }, author, "US", cancellationToken);

        // Also where it stood already: beside an allowance just like it, it said nothing.
        if (made.IsOk || made.Error.Kind is ErrorKind.Conflict)
        {
            await ForgetAsync(db, owner, AccessAction.Allow, cancellationToken);
        }

        return made;
    }

    /// <summary>Deletes what blocks them by an address of their own; what else would block them gets an exception.</summary>
    /// <returns>The exception; null when none was needed.</returns>
    public async Task<Result<AccessRuleRow?>> UnblockAsync(ThreadOwner owner, RuleAuthor author, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await ForgetAsync(db, owner, AccessAction.Block, cancellationToken);
        var still = await DecideAsync(db, owner, cancellationToken);

        if (!still.IsBlocked || await AddressAsync(db, owner, cancellationToken) is not { } address)
        {
            return (AccessRuleRow?)null!;
        }

        // As wide as what would block them, and no wider.
        var instance = still.Rule is { InstanceId: null } ? null
            : await db.Instances.Where(i => i.Id == owner.InstanceId).Select(i => i.Name).SingleOrDefaultAsync(cancellationToken);
        var made = await create.RunAsync(new() { InstanceName = instance, PhoneNumber = address, Action = "allow", Reason = Unblocked }, author, "US", cancellationToken);
        return made.IsOk ? made.Value : made.Error;
    }

    private Task<AccessDecision> DecideAsync(OmniDbContext db, ThreadOwner owner, CancellationToken cancellationToken)
        => DecideAccess.ReadAsync(db, owner.InstanceId, new(owner.ContactId, owner.IsGroup, []), clock.GetUtcNow(), cancellationToken);

    // The number where there is one: people know it.
    private static async Task<string?> AddressAsync(OmniDbContext db, ThreadOwner owner, CancellationToken cancellationToken)
    {
        var identities = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == owner.ContactId).OrderBy(i => i.Kind == IdentityKind.Phone ? 0 : 1).ThenBy(i => i.CreatedAt).Take(20).ToListAsync(cancellationToken);
        return identities.Select(i => AddressKeys.Of(i.Address) is [var key, ..] ? string.Equals(key, i.Value, StringComparison.OrdinalIgnoreCase) ? i.Value : key : null).FirstOrDefault(a => a is not null);
    }

    private async Task ForgetAsync(OmniDbContext db, ThreadOwner owner, AccessAction action, CancellationToken cancellationToken)
    {
        var keys = (await FindKeys.OfContactAsync(db, owner.ContactId, cancellationToken)).ToArray();

        if (await db.AccessRules.Where(r => !r.IsPrefix && r.Action == action && keys.Contains(r.Literal)).ExecuteDeleteAsync(cancellationToken) > 0)
        {
            feed.Publish(new(tenant.Required, FeedKind.Access, owner.ContactId));
        }
    }
}
