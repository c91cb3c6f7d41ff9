using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

/// <summary>Asks an instance's gateway to connect, restart or log out, or how it stands, and keeps what it says.</summary>
public sealed class ConnectInstance(
    IDbContextFactory<OmniDbContext> databases, TenantContext tenant, Gateways gateways, LiveFeed feed, TimeProvider clock)
{
    /// <summary>The newest code to scan: what the channel has told within a minute, else what its gateway answers.</summary>
    public async Task<Result<ConnectionReport>> FindCodeAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var instance = await db.Instances.AsNoTracking().SingleOrDefaultAsync(i => i.Name == name, cancellationToken);
        return instance?.HasCode(clock.GetUtcNow()) is true
            ? new ConnectionReport(instance, new(instance.State, GatewayState.AsksToScan, instance.QrCode, instance.PairingCode))
            : await RunAsync(name, GatewayAction.Connect, cancellationToken);
    }

    /// <returns>How it stands; NotFound, Conflict when there is no gateway to ask, Gateway when it refused or cannot be reached.</returns>
    public async Task<Result<ConnectionReport>> RunAsync(string name, GatewayAction action, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Instances.SingleOrDefaultAsync(i => i.Name == name, cancellationToken) is not { } instance)
        {
            return InstanceErrors.NotFound;
        }

        // A web chat is there as long as Omni is.
        if (instance.Channel is ChannelType.WebChat && action is GatewayAction.FindState)
        {
            return new ConnectionReport(instance, new(instance.ShownState, instance.IsActive ? null : "The instance is switched off."));
        }

        var answer = await gateways.AskAsync(instance, action, cancellationToken);

        if (!answer.IsOk)
        {
            // A question about the state has an answer even when the gateway has none.
            return action is GatewayAction.FindState
                ? new ConnectionReport(instance, new(ConnectionState.Error, answer.Error.Message))
                : answer.Error;
        }

        if (instance.State != answer.Value.State || instance.StateDetail != answer.Value.Detail)
        {
            instance.ChangeState(answer.Value.State, answer.Value.Detail, null, clock.GetUtcNow());

            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                return InstanceErrors.NotFound;
            }

            feed.Publish(new(tenant.Required, FeedKind.Instance, instance.Id));
        }

        return new ConnectionReport(instance, answer.Value);
    }
}

/// <summary>An instance and how it stands right now.</summary>
public sealed record ConnectionReport(Instance Instance, GatewayState Gateway);
