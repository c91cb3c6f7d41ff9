// A rule as lists show it.
using Omni.Core.Data;

namespace Omni.Core.Access;

/// <param name="Rule">The rule.</param>
/// <param name="InstanceName">The instance it is for; null for all.</param>
public sealed record AccessRuleRow(AccessRule Rule, string? InstanceName)
{
    public RuleCursor Cursor => new(Rule.CreatedAt, Rule.Id);
}

/// <summary>Where a page of the list ended.</summary>
public readonly record struct RuleCursor(DateTimeOffset CreatedAt, Guid Id)
{
    public static bool TryParse(string? text, out RuleCursor cursor)
    {
        cursor = default;

        if (text?.Split('.') is not [var ticks, var id]
            || !long.TryParse(ticks, out var value) || value < 0 || value > DateTimeOffset.MaxValue.Ticks
            || !Guid.TryParseExact(id, "N", out var guid))
        {
            return false;
        }

        cursor = new(new(value, TimeSpan.Zero), guid);
        return true;
    }

    public override string ToString() => $"{CreatedAt.UtcTicks}.{Id:N}";
}

internal static class AccessRuleRows
{
    extension(IQueryable<AccessRule> rules)
    {
        public IQueryable<AccessRuleRow> ToRows(OmniDbContext db) => rules.Select(r => new AccessRuleRow(r, db.Instances.Where(i => i.Id == r.InstanceId).Select(i => i.Name).FirstOrDefault()));
    }
}
