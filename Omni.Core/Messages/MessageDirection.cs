namespace Omni.Core.Messages;

public enum MessageDirection
{
    Inbound,
    Outbound,
}

/// <summary>Who wrote a message.</summary>
public enum MessageSource
{
    Customer,
    Member,
    Bot,
    Api,
    Automation,
    Tool,

    /// <summary>Typed on the phone (or in the channel's own app), beside Omni.</summary>
    Phone,
}
