// Opens an instance's secrets for the channel that needs them.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Instances;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Channels;

public sealed class OpenConnection(IDbContextFactory<OmniDbContext> databases, SecretBox secrets)
{
    /// <summary>Null when the scope's tenant has no such instance.</summary>
    public async Task<OpenInstance?> RunAsync(Guid instanceId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var instance = await db.Instances.AsNoTracking().SingleOrDefaultAsync(i => i.Id == instanceId, cancellationToken);

        if (instance is null)
        {
            return null;
        }

        var debounce = await db.Agents.Where(a => a.Id == instance.AgentId).Select(a => a.DebounceMilliseconds).SingleOrDefaultAsync(cancellationToken);
        var rule = await db.Tenants.Select(t => t.LeadRule).SingleAsync(cancellationToken);
        return new(instance, Open(instance), debounce) { LeadRule = rule };
    }

    private ChannelConnection Open(Instance instance) => new()
    {
        InstanceId = instance.Id,
        InstanceName = instance.Name,
        RequiresProof = instance.WebhookAuth is not WebhookAuth.None,
        WebhookToken = secrets.Open(instance.WebhookToken),
        GatewayUrl = instance.EvolutionUrl?.TrimEnd('/'),
        GatewayKey = secrets.OpenOptional(instance.EvolutionKey),
        GatewayInstance = instance.WhatsAppInstance ?? instance.Name,
    };
}

/// <summary>An instance with its connection opened.</summary>
/// <param name="Instance">The row.</param>
/// <param name="Connection">Its secrets, opened.</param>
/// <param name="AgentDebounceMilliseconds">How long its agent waits for a burst to end; null takes Omni's default.</param>
public sealed record OpenInstance(Instance Instance, ChannelConnection Connection, int? AgentDebounceMilliseconds)
{
    public bool HasAgent => Instance.AgentId is not null;

    /// <summary>When the tenant wants a lead to be made by itself.</summary>
    public LeadRule LeadRule { get; init; }
}
