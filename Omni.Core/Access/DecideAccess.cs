// Decides who may write: the longest rule that matches wins, the instance's before the tenant's, and where both say otherwise, who is allowed is allowed.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Instances;

namespace Omni.Core.Access;

/// <summary>Who writes.</summary>
/// <param name="ContactId">Whose thread it is: the person, or the group; null for somebody who is not known.</param>
/// <param name="IsGroup">Whether it is a group's.</param>
/// <param name="Addresses">Of who wrote, as identities hold them; in a person's own thread the contact says all.</param>
public sealed record Writer(Guid? ContactId, bool IsGroup, IReadOnlyList<ChannelAddress> Addresses);

public sealed partial class DecideAccess(ILogger<DecideAccess> logger)
{
    private const string Savepoint = "before_rules";

    /// <summary>Reads the rules as they are now, in the caller's transaction if there is one, which can go on whatever happens to the reading.</summary>
    /// <returns>Never an allowance that no rule or mode gave: what cannot be read is <see cref="AccessOutcome.Unreadable"/>.</returns>
    public async Task<AccessDecision> RunAsync(OmniDbContext db, Guid? instanceId, Writer writer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var transaction = db.Database.CurrentTransaction;

        if (transaction is not null)
        {
            await transaction.CreateSavepointAsync(Savepoint, cancellationToken);
        }

        try
        {
            return await ReadAsync(db, instanceId, writer, now, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !exception.IsWorthAnotherTry && (transaction is null || !exception.IsDatabaseUnreachable))
        {
            LogUnreadable(exception, instanceId);

            if (transaction is not null)
            {
                await transaction.RollbackToSavepointAsync(Savepoint, cancellationToken);
            }

            return AccessDecision.Unreadable;
        }
    }

    /// <summary>Likewise, for who only wants to know: what goes wrong is thrown.</summary>
    internal static async Task<AccessDecision> ReadAsync(OmniDbContext db, Guid? instanceId, Writer writer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rules = db.AccessRules.AsNoTracking().Where(r => (r.InstanceId == null || r.InstanceId == instanceId) && (r.ExpiresAt == null || r.ExpiresAt > now));

        // Not Any(): without an order PostgreSQL reads all tenants' rules where this one has none.
        var instance = await db.Instances.Where(i => i.Id == instanceId)
            .Select(i => new { i.AccessMode, AnyRule = rules.OrderBy(r => r.Literal).Select(r => (Guid?)r.Id).FirstOrDefault() })
            .SingleOrDefaultAsync(cancellationToken);
        var mode = instance?.AccessMode ?? AccessMode.Open;

        if (instance is { AnyRule: null })
        {
            return AccessDecision.By(null, mode);
        }

        // In a group, a rule on the group itself comes before wider ones; but whoever is blocked by an address of their own stays so.
        var group = writer.IsGroup && writer.ContactId is { } groupId ? await FindAsync(rules.Where(r => !r.IsPrefix), await FindKeys.OfContactAsync(db, groupId, cancellationToken), cancellationToken) : null;

        if (group is { Action: AccessAction.Block })
        {
            return AccessDecision.By(group, mode);
        }

        var keys = await FindKeys.OfAddressesAsync(db, writer.Addresses, cancellationToken);

        if (writer is { IsGroup: false, ContactId: { } contactId })
        {
            keys.UnionWith(await FindKeys.OfContactAsync(db, contactId, cancellationToken));
        }

        var own = await FindAsync(rules, keys, cancellationToken);
        return AccessDecision.By(group is null || own is { Action: AccessAction.Block, IsPrefix: false } ? own : group, mode);
    }

    private static Task<AccessRule?> FindAsync(IQueryable<AccessRule> rules, HashSet<string> keys, CancellationToken cancellationToken)
    {
        var whole = keys.ToArray();
        var beginnings = AddressKeys.Beginnings(whole);
        return rules.Where(r => beginnings.Contains(r.Literal) && (r.IsPrefix || whole.Contains(r.Literal)))
            .OrderByDescending(r => r.Literal.Length)
            .ThenByDescending(r => r.InstanceId != null)
            .ThenByDescending(r => r.Action == AccessAction.Allow)
            .ThenBy(r => r.CreatedAt).ThenBy(r => r.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "The access rules for instance {InstanceId} could not be read; nothing is answered")]
    private partial void LogUnreadable(Exception exception, Guid? instanceId);
}
