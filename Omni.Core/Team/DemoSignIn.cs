// The two members of the demo tenant, whose sign-in the console and the sign-in page tell in Development.
namespace Omni.Core.Team;

public static class DemoSignIn
{
    public const string OwnerEmail = "demo@omni.example";

    public const string OwnerName = "Noa Levi";

    public const string MemberEmail = "dana@omni.example";

    public const string MemberName = "Dana Haddad";

    /// <summary>Of both.</summary>
    public const string Password = "demo-password-1";
}
