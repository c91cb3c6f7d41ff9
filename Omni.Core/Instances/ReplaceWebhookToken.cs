using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

/// <summary>Gives an instance a new webhook token. The old one stops working at once, so the gateway must be told.</summary>
public sealed class ReplaceWebhookToken(
    IDbContextFactory<OmniDbContext> databases, TenantContext tenant, SecretBox secrets, LiveFeed feed, TimeProvider clock)
{
    public async Task<Result<NewInstance>> RunAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Instances.SingleOrDefaultAsync(i => i.Name == name, cancellationToken) is not { } instance)
        {
            return InstanceErrors.NotFound;
        }

        var token = WebhookTokens.New();
        instance.WebhookToken = secrets.Seal(token);
        instance.UpdatedAt = clock.GetUtcNow();

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return InstanceErrors.NotFound;
        }

        feed.Publish(new(tenant.Required, FeedKind.Instance, instance.Id));
        return new NewInstance(name, token);
    }
}
