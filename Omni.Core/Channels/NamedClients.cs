// The names of the HTTP clients that leave the house. Each has a timeout, follows no redirects and obeys the outbound rule.
namespace Omni.Core.Channels;

public static class NamedClients
{
    public const string Evolution = "evolution";

    public const string Agents = "agents";

    /// <summary>Tells subscribers what happened.</summary>
    public const string Webhooks = "webhooks";
}
