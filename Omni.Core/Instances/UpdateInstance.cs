using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

/// <summary>Changes an instance of the scope's tenant. Its name and channel stay.</summary>
public sealed class UpdateInstance(
    IDbContextFactory<OmniDbContext> databases, TenantContext tenant, SecretBox secrets, IChooseAgent agents, IReleaseSends sends, ISettleHolders holders, LiveFeed feed, TimeProvider clock)
{
    /// <param name="name">The instance.</param>
    /// <param name="fields">What was said; what is absent stays.</param>
    /// <param name="asker">How far whoever asks reaches.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> RunAsync(string name, InstanceFields fields, InstanceAsker asker, CancellationToken cancellationToken)
    {
        // Again when somebody locked its conversations in another order at this instant.
        var changed = await TryAgain.RunAsync(() => TryAsync(name, fields, asker, cancellationToken));

        if (!changed.IsOk)
        {
            return changed.Error;
        }

        var (instance, releases) = changed.Value;
        feed.Publish(new(tenant.Required, FeedKind.Instance, instance));

        if (releases)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await TryAgain.RunAsync(async () =>
            {
                await sends.RunAsync(db, instance, cancellationToken);
                return new Done();
            });
        }

        return new Done();
    }

    // Answers the instance, and whether what waits for a pause or a limit of it may go.
    private async Task<Result<(Guid Instance, bool Releases)>> TryAsync(string name, InstanceFields fields, InstanceAsker asker, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Instances.SingleOrDefaultAsync(i => i.Name == name, cancellationToken) is not { } instance)
        {
            return InstanceErrors.NotFound;
        }

        var errors = new FieldErrors();
        InstanceRules.CheckChange(errors, fields, instance, asker.KeepsKeys);
        var agent = await agents.ChooseAsync(db, new(name, instance.AgentId, fields, IsNew: false, asker), errors, cancellationToken);

        if ((agent.Error ?? errors.ToError()) is { } error)
        {
            return error;
        }

        var (wasPaused, before, agentBefore) = (instance.IsSendingPaused, instance.SendsPerMinute, instance.AgentId);
        instance.Apply(fields, isNew: false, secrets);
        instance.AgentId = agent.Value.Or(instance.AgentId);
        instance.UpdatedAt = clock.GetUtcNow();

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);

            if (instance.AgentId != agentBefore)
            {
                await holders.AgentChangedAsync(db, instance.Id, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return InstanceErrors.NotFound;
        }
        catch (DbUpdateException exception) when (exception.IsWorthAnotherTry)
        {
            return Error.Conflict("Somebody changed the agent of this instance at the same moment. Try again.");
        }

        return (instance.Id, (wasPaused && !instance.IsSendingPaused) || before != instance.SendsPerMinute);
    }
}
