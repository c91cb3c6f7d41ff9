// Whether a sign-in still holds: the user is there, their security stamp is the same, and they are still a member.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Tenancy;

namespace Omni.Core.Team;

public sealed class CheckMember(IDbContextFactory<OmniDbContext> databases, ListMemberships memberships)
{
    /// <param name="userId">Who signed in.</param>
    /// <param name="stamp">The security stamp in the sign-in.</param>
    /// <param name="tenant">The tenant in the sign-in; null for one without a membership.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<MemberCheck> RunAsync(Guid userId, string? stamp, TenantId? tenant, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (stamp is null || !await db.Users.AnyAsync(u => u.Id == userId && u.SecurityStamp == stamp, cancellationToken))
        {
            return new(IsKnown: false, null);
        }

        var role = tenant is null ? null : (await memberships.RunAsync(userId, cancellationToken)).Find(m => m.Tenant == tenant)?.Role;
        return new(IsKnown: true, role);
    }
}

/// <param name="IsKnown">False when the user is gone or signed out everywhere.</param>
/// <param name="Role">Their role in the tenant; null when they are no member of it.</param>
public sealed record MemberCheck(bool IsKnown, MemberRole? Role);
