// What a form says about a rule, before it is checked.
using Omni.Core.Access;

namespace Omni.Web.Components.Access;

public sealed class RuleDraft
{
    public string Who { get; set; } = "";

    public AccessAction Action { get; set; } = AccessAction.Block;

    /// <summary>Empty for all.</summary>
    public string Instance { get; set; } = "";

    public string Reason { get; set; } = "";

    public ExpiryDraft Expiry { get; } = new();

    public RuleFields ToFields(DateTimeOffset? expiresAt) => new()
    {
        InstanceName = Instance,
        PhoneNumber = Who,
        Action = Action is AccessAction.Allow ? "allow" : "block",
        Reason = Reason,
        ExpiresAt = expiresAt,
    };
}
