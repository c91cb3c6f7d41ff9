namespace Omni.Core.Conversations;

/// <summary>Which conversations a list shows. What is not set does not filter.</summary>
public sealed record ConversationFilter
{
    /// <summary>Any of these; empty for all.</summary>
    public IReadOnlyList<ConversationStatus> Statuses { get; init; } = [];

    /// <summary>True for those with unread messages, false for those without.</summary>
    public bool? IsUnread { get; init; }

    public Guid? AssigneeId { get; init; }

    /// <summary>True for those that nobody is assigned to.</summary>
    public bool IsUnassigned { get; init; }

    public string? InstanceName { get; init; }

    /// <summary>Only conversations of these instances, for keys that reach no others; null for all.</summary>
    public IReadOnlyList<string>? OnlyInstances { get; init; }

    /// <summary>Part of the customer's name, or digits of their number.</summary>
    public string? Search { get; init; }
}

/// <summary>Where a page of the list ended: the last row's activity and id.</summary>
public readonly record struct ConversationCursor(DateTimeOffset LastActivityAt, Guid Id)
{
    public static bool TryParse(string? text, out ConversationCursor cursor)
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

    public override string ToString() => $"{LastActivityAt.UtcTicks}.{Id:N}";
}
