using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Team;

/// <summary>The members of the scope's tenant, by name.</summary>
public sealed class ListMembers(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<List<MemberRow>> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Memberships.AsNoTracking()
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => u)
            .OrderBy(u => u.DisplayName).ThenBy(u => u.Id)
            .Select(u => new MemberRow(u.Id, u.DisplayName, u.Email))
            .ToListAsync(cancellationToken);
    }
}

public sealed record MemberRow(Guid Id, string Name, string? Email);
