// An app of a class's own with an owner who can sign in, for tests of pages that move the clock, stop what runs or sign in themselves. The others take a Business.
namespace Omni.Tests.Support;

public sealed class AdminApp : OmniApp
{
    private const string Email = "owner@omni.example";
    private const string Password = "correct horse battery";

    public AdminApp() => Owner = Furnish(Settings);

    /// <summary>Of tenant <c>default</c>.</summary>
    public Owner Owner { get; }

    /// <summary>For apps of another sort: the settings that make the owner.</summary>
    public static Owner Furnish(Dictionary<string, string> settings)
    {
        (settings["Omni:Bootstrap:AdminEmail"], settings["Omni:Bootstrap:AdminPassword"]) = (Email, Password);
        return new(Email, Password);
    }
}
