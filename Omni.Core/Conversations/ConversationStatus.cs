namespace Omni.Core.Conversations;

public enum ConversationStatus
{
    /// <summary>The agent has it.</summary>
    Pending,

    /// <summary>People have it.</summary>
    Open,
    Snoozed,
    Resolved,
}
