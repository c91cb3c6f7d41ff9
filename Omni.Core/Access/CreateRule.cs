using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Access;

/// <summary>Adds a rule to the scope's tenant. It holds from the next message on, on every node, and for turns that are under way.</summary>
public sealed class CreateRule(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <param name="fields">What was said.</param>
    /// <param name="author">Who makes it.</param>
    /// <param name="fallbackRegion">Where numbers without a country code are dialled from, when the tenant does not say so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>NotFound for an unknown instance, Invalid fields, or Conflict when it stands already or there are too many.</returns>
    public async Task<Result<AccessRuleRow>> RunAsync(RuleFields fields, RuleAuthor author, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var name = CheckContact.TextOrNull(fields.InstanceName);
        var instance = name is null ? null : await db.Instances.AsNoTracking().SingleOrDefaultAsync(i => i.Name == name, cancellationToken);

        if (name is not null && instance is null)
        {
            return Error.NotFound("There is no such instance.");
        }

        var now = clock.GetUtcNow();
        var errors = new FieldErrors();
        var pattern = RulePattern.Read(fields.PhoneNumber, await CheckContact.RegionAsync(db, null, fallbackRegion, cancellationToken), instance?.Channel);
        errors.Require(pattern.IsOk, "phone_number", pattern.Error?.Message ?? "");
        errors.Require(fields.Action is "allow" or "block", "action", "Choose allow or block.");
        errors.Require(fields.Reason?.Trim() is not { Length: > AccessRule.MaxReasonLength }, "reason", $"Use at most {AccessRule.MaxReasonLength} characters.");
        errors.Require(fields.ExpiresAt is not { } expires || expires > now, "expires_at", "Give a time that is still to come.");

        if (errors.ToError() is { } error)
        {
            return error;
        }

        if (await db.AccessRules.CountAsync(cancellationToken) >= AccessRule.MostPerTenant)
        {
            return Error.Conflict($"There are {AccessRule.MostPerTenant} rules already, and no more are possible. Delete some first.");
        }

        var rule = new AccessRule
        {
            InstanceId = instance?.Id,
            Pattern = pattern.Value!.Text,
            Literal = pattern.Value.Literal,
            IsPrefix = pattern.Value.IsPrefix,
            Action = fields.Action is "allow" ? AccessAction.Allow : AccessAction.Block,
            Reason = CheckContact.TextOrNull(fields.Reason),
            ExpiresAt = fields.ExpiresAt?.ToUniversalTime(),
            AuthorId = author.MemberId,
            AuthorName = author.Name.Fit(200),
            CreatedAt = now,
        };
        return await StoreAsync(db, rule, cancellationToken) ? new AccessRuleRow(rule, instance?.Name) : Error.Conflict($"There is a rule like that for {rule.Pattern} already.");
    }

    // One like it that has expired says nothing any more, and makes place.
    private async Task<bool> StoreAsync(OmniDbContext db, AccessRule rule, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.AccessRules
                .Where(r => r.InstanceId == rule.InstanceId && r.Literal == rule.Literal && r.IsPrefix == rule.IsPrefix && r.Action == rule.Action && r.ExpiresAt <= rule.CreatedAt)
                .ExecuteDeleteAsync(cancellationToken);
            db.Add(rule);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return false;
        }

        feed.Publish(new(tenant.Required, FeedKind.Access, rule.Id));
        return true;
    }
}
