namespace Omni.Core.Conversations;

public enum ConversationStatus
{
    /// <summary>The agent has it.</summary>
    Pending,

    /// <summary>People have it.</summary>
    Open,

    /// <summary>Out of sight until a time, or until the customer writes; then whoever had it has it again.</summary>
    Snoozed,
    Resolved,
}
