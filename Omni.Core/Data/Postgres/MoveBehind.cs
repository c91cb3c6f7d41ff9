// Gives a message the next place in the order of arrival. Raw SQL: the database gives the numbers, and LINQ has no DEFAULT.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Postgres;

internal static class MoveBehind
{
    extension(OmniDbContext db)
    {
        /// <summary>Behind all that is stored until now, for its lane as for its thread.</summary>
        public Task<int> MoveBehindAsync(Guid messageId, CancellationToken cancellationToken)
            => db.Database.ExecuteSqlAsync($"UPDATE messages SET sequence = DEFAULT WHERE id = {messageId}", cancellationToken);
    }
}
