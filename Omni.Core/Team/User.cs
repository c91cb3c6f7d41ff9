// A person who signs in. One person can be a member of several tenants.
using Microsoft.AspNetCore.Identity;
using Omni.Core.Tenancy;

namespace Omni.Core.Team;

public sealed class User : IdentityUser<Guid>, IShared
{
    /// <summary>What colleagues see.</summary>
    public string DisplayName { get; set; } = "";
}
