using Omni.Core.Instances;

namespace Omni.Core.Access;

/// <summary>Whether somebody may write, and what says so.</summary>
/// <param name="Outcome">Unreadable is not allowed: nothing may be answered.</param>
/// <param name="Mode">What the instance does with whom no rule knows.</param>
/// <param name="Rule">The rule that won; null when none matched.</param>
public sealed record AccessDecision(AccessOutcome Outcome, AccessMode Mode, AccessRule? Rule)
{
    /// <summary>For what is not asked: our own messages, and those of the past.</summary>
    public static AccessDecision Unasked { get; } = new(AccessOutcome.Allowed, AccessMode.Open, null);

    public static AccessDecision Unreadable { get; } = new(AccessOutcome.Unreadable, AccessMode.Open, null);

    public bool IsBlocked => Outcome is AccessOutcome.Blocked;

    /// <summary>In a sentence for members and programs.</summary>
    public string Reason => (Outcome, Rule) switch
    {
        (AccessOutcome.Unreadable, _) => "The access rules could not be read, so nothing is answered.",
        (AccessOutcome.Blocked, { } rule) => $"Blocked by the rule {rule.Pattern}{(rule.Reason is { } why ? $": {why}" : ".")}",
        (AccessOutcome.Blocked, null) => "Blocked: this instance takes only who is allowed, and no rule allows this sender.",
        (_, { } rule) => $"Allowed by the rule {rule.Pattern}{(rule.Reason is { } why ? $": {why}" : ".")}",
        _ => "Allowed: no rule matches, and this instance is open.",
    };

    /// <summary>What the rule says; without one, what the instance's mode says.</summary>
    public static AccessDecision By(AccessRule? rule, AccessMode mode)
        => new((rule?.Action ?? (mode is AccessMode.Open ? AccessAction.Allow : AccessAction.Block)) is AccessAction.Allow ? AccessOutcome.Allowed : AccessOutcome.Blocked, mode, rule);
}

public enum AccessOutcome
{
    Allowed,
    Blocked,

    /// <summary>Nobody knows: the rules could not be read.</summary>
    Unreadable,
}
