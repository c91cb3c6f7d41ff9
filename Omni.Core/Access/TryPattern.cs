using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Results;

namespace Omni.Core.Access;

/// <summary>Says how a pattern would be understood, while it is being typed.</summary>
public sealed class TryPattern(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="written">As it was typed.</param>
    /// <param name="instanceName">The instance that the rule would be for; null or empty for all.</param>
    /// <param name="fallbackRegion">Where numbers without a country code are dialled from, when the tenant does not say so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<RulePattern>> RunAsync(string? written, string? instanceName, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var channel = string.IsNullOrEmpty(instanceName) ? null
            : await db.Instances.Where(i => i.Name == instanceName).Select(i => (ChannelType?)i.Channel).SingleOrDefaultAsync(cancellationToken);
        return RulePattern.Read(written, await CheckContact.RegionAsync(db, null, fallbackRegion, cancellationToken), channel);
    }
}
