using Omni.Core.Access;
using Omni.Core.Instances;

namespace Omni.Web.Api;

/// <summary>A rule on the wire; contract, section 4.</summary>
internal sealed record AccessRuleAnswer
{
    public required Guid Id { get; init; }

    /// <summary>The instance it is for; null for all.</summary>
    public required string? InstanceName { get; init; }

    /// <summary>As it is compared: E.164, a jid, a user's id, or the beginning of one with a star.</summary>
    public required string PhoneNumber { get; init; }

    public required AccessAction Action { get; init; }

    public required string? Reason { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>active or expired.</summary>
    public required string State { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static AccessRuleAnswer Of(AccessRuleRow row, DateTimeOffset now) => new()
    {
        Id = row.Rule.Id,
        InstanceName = row.InstanceName,
        PhoneNumber = row.Rule.Pattern,
        Action = row.Rule.Action,
        Reason = row.Rule.Reason,
        ExpiresAt = row.Rule.ExpiresAt,
        State = row.Rule.IsActive(now) ? "active" : "expired",
        CreatedBy = row.Rule.AuthorName,
        CreatedAt = row.Rule.CreatedAt,
    };
}

/// <param name="InstanceName">To which instance.</param>
/// <param name="Sender">Who, as rules are compared with them.</param>
/// <param name="Allowed">Whether they may write now.</param>
/// <param name="Rule">The rule that says so; null when none matches, or when it is not for the key to see.</param>
/// <param name="Mode">What the instance does with whom no rule knows.</param>
/// <param name="Reason">In a sentence.</param>
internal sealed record AccessCheckAnswer(string InstanceName, string Sender, bool Allowed, AccessRuleAnswer? Rule, AccessMode Mode, string Reason)
{
    public static AccessCheckAnswer Of(AccessCheck check, bool showsRulesOfAll, DateTimeOffset now)
    {
        var isHidden = check.Rule is { InstanceName: null } && !showsRulesOfAll;
        var allowed = check.Decision.Outcome is AccessOutcome.Allowed;
        return new(
            check.InstanceName,
            check.Sender,
            allowed,
            check.Rule is { } rule && !isHidden ? AccessRuleAnswer.Of(rule, now) : null,
            check.Decision.Mode,
            isHidden ? $"{(allowed ? "Allowed" : "Blocked")} by a rule for all instances." : check.Decision.Reason);
    }
}

/// <summary>A rule to be made. <c>instance</c> is taken as <c>instance_name</c>.</summary>
internal sealed record AccessRuleBody
{
    public string? InstanceName { get; init; }

    public string? Instance { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Action { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public RuleFields ToFields() => new() { InstanceName = InstanceName ?? Instance, PhoneNumber = PhoneNumber, Action = Action, Reason = Reason, ExpiresAt = ExpiresAt };
}

/// <summary>Who is asked about. <c>instance_name</c> and <c>phone_number</c> are taken, too.</summary>
internal sealed record AccessCheckBody
{
    public string? Instance { get; init; }

    public string? InstanceName { get; init; }

    public string? Sender { get; init; }

    public string? PhoneNumber { get; init; }
}
