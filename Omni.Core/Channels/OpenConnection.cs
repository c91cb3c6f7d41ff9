// Opens an instance's secrets for the channel that needs them.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Instances;
using Omni.Core.Secrets;

namespace Omni.Core.Channels;

public sealed class OpenConnection(IDbContextFactory<OmniDbContext> databases, SecretBox secrets)
{
    /// <summary>Null when the scope's tenant has no such instance.</summary>
    public async Task<OpenInstance?> RunAsync(Guid instanceId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var instance = await db.Instances.AsNoTracking().SingleOrDefaultAsync(i => i.Id == instanceId, cancellationToken);
        return instance is null ? null : new(instance, Open(instance));
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
public sealed record OpenInstance(Instance Instance, ChannelConnection Connection);
