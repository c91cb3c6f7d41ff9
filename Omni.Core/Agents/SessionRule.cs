namespace Omni.Core.Agents;

/// <summary>How much an agent's service takes as one session. On the wire: lower case.</summary>
public enum SessionRule
{
    /// <summary>One for each person on each instance, as the contract derives it; it goes on for ever.</summary>
    Person,

    /// <summary>One for each thread, through whichever instance it goes.</summary>
    Conversation,

    /// <summary>A new one for each turn: the agent remembers nothing.</summary>
    Turn,
}
