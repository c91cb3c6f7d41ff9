// The member whom somebody names.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Team;

internal static class FindMember
{
    /// <param name="db">Of the tenant whose member it must be.</param>
    /// <param name="named">An id or an e-mail address.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>Null when the tenant has no such member.</returns>
    public static Task<MemberRow?> RunAsync(OmniDbContext db, string named, CancellationToken cancellationToken)
    {
        var id = Guid.TryParse(named, out var guid) ? guid : Guid.Empty;
        var email = named.Trim().ToUpperInvariant();
        return db.Memberships.Join(db.Users, m => m.UserId, u => u.Id, (m, u) => u)
            .Where(u => u.Id == id || u.NormalizedEmail == email).Select(u => new MemberRow(u.Id, u.DisplayName, u.Email)).FirstOrDefaultAsync(cancellationToken);
    }
}
