// The tenants that a user may enter, by name.
using Omni.Core.Data.Postgres;

namespace Omni.Core.Team;

public sealed class ListMemberships(AcrossTenants acrossTenants)
{
    public Task<List<MembershipDoor>> RunAsync(Guid userId, CancellationToken cancellationToken)
        => acrossTenants.MembershipsOfAsync(userId, cancellationToken);
}
