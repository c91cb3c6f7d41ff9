// History is not news: what is brought from before is stored without telling subscribers.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Postgres;

internal static class KeepQuiet
{
    extension(OmniDbContext db)
    {
        /// <summary>Subscribers hear nothing of what this transaction does; there must be one.</summary>
        public Task KeepQuietAsync(CancellationToken cancellationToken)
            => db.Database.ExecuteSqlRawAsync($"SELECT set_config('{SubscriptionTriggers.QuietSetting}', 'on', true)", cancellationToken);
    }
}
