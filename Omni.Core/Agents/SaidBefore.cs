namespace Omni.Core.Agents;

/// <summary>What was said in the thread before a question, for agents that remember nothing themselves.</summary>
/// <param name="IsCustomers">True for the customer's words, false for ours, whoever of us said them.</param>
/// <param name="Text">Never empty.</param>
public sealed record SaidBefore(bool IsCustomers, string Text);
