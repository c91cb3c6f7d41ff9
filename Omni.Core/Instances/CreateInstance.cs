using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

/// <summary>Connects a channel's account to the scope's tenant, on the gateway too when that is asked for.</summary>
public sealed class CreateInstance(
    IDbContextFactory<OmniDbContext> databases, TenantContext tenant, SecretBox secrets, IChooseAgent agents, Gateways gateways, LiveFeed feed, TimeProvider clock)
{
    /// <param name="fields">What was said.</param>
    /// <param name="publicUrl">Where gateways reach this Omni, without a trailing slash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The instance and its webhook token; Invalid, Conflict for a taken name, Gateway when the gateway refused and nothing was stored.</returns>
    public async Task<Result<NewInstance>> RunAsync(InstanceFields fields, string publicUrl, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var errors = new FieldErrors();
        InstanceRules.CheckNew(errors, fields);
        var agent = await agents.ChooseAsync(db, new(fields.Name.Value ?? "", null, fields, IsNew: true, InstanceAsker.Program(null)), errors, cancellationToken);

        if ((agent.Error ?? errors.ToError()) is { } error)
        {
            return error;
        }

        var token = WebhookTokens.New();
        var instance = Begin(fields, token);
        instance.Apply(fields, isNew: true, secrets);
        instance.AgentId = agent.Value.Value;
        db.Add(instance);
        var added = db.ChangeTracker.Entries().Where(e => e.State is EntityState.Added).Select(e => e.Entity).ToList();

        try
        {
            // The row comes first and the gateway second: whoever loses the race for a name never touches the gateway.
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return Error.Conflict($"The name '{instance.Name}' is taken.");
        }

        if (fields.AutoSetup.Value is true && await SetUpAsync(instance, publicUrl, token, cancellationToken) is { } refused)
        {
            db.RemoveRange(added);
            await db.SaveChangesAsync(CancellationToken.None);
            feed.Publish(new(tenant.Required, FeedKind.Instance, instance.Id));
            return refused;
        }

        feed.Publish(new(tenant.Required, FeedKind.Instance, instance.Id));
        return new NewInstance(instance.Name, token);
    }

    // Outside every transaction: a gateway that takes its time must hold no connection to the database, which all tenants share. Null when it is done.
    private async Task<Error?> SetUpAsync(Instance instance, string publicUrl, string token, CancellationToken cancellationToken)
    {
        try
        {
            var done = await gateways.SetUpAsync(instance, InstanceAddresses.WebhookOf(instance, publicUrl)!, token, cancellationToken);
            return done.IsOk ? null : done.Error;
        }
        catch (OperationCanceledException)
        {
            return Error.Gateway("The caller gave up before the gateway had answered, so nothing was stored.");
        }
    }

    private Instance Begin(InstanceFields fields, string token)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            Name = fields.Name.Value!,
            Channel = InstanceRules.Channels[fields.ChannelType.Value!],
            WebhookToken = secrets.Seal(token),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}

/// <summary>A new instance. Its token is told here and never again.</summary>
public sealed record NewInstance(string Name, string WebhookToken)
{
    public override string ToString() => Name;
}
