// The ladder a message climbs. Receipts only ever raise it.
namespace Omni.Core.Messages;

/// <summary>Inbound: received or blocked. Outbound: scheduled &lt; queued &lt; sending &lt; sent &lt; delivered &lt; read &lt; played; failed, unknown and cancelled leave the ladder.</summary>
public enum MessageStatus
{
    Received = 0,
    Blocked = 1,

    /// <summary>Waits for its time. It is not said yet: nothing in its thread or inbox knows of it.</summary>
    Scheduled = 9,
    Queued = 10,
    Sending = 20,

    /// <summary>The send's answer was lost. Not repeated blindly; healed by the channel's echo or a receipt.</summary>
    Unknown = 25,

    /// <summary>Refused or given up; a receipt that proves otherwise still raises it.</summary>
    Failed = 26,
    Sent = 30,
    Delivered = 40,
    Read = 50,
    Played = 60,
    Cancelled = 90,
}
