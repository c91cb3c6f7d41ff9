using Omni.Core.Delivery;

namespace Omni.Core.Agents;

/// <summary>How asking an agent ended, with what was exchanged, for the trace.</summary>
public abstract record AgentAnswer
{
    private AgentAnswer()
    {
    }

    /// <summary>Method and address without its query; null when nothing went over the wire.</summary>
    public string? RequestLine { get; init; }

    public string? RequestPayload { get; init; }

    public string? ResponsePayload { get; init; }

    public int? StatusCode { get; init; }

    /// <summary>What was odd about the answer without spoiling it, such as a file that cannot be sent; for the trace, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The agent answered. An empty text says nothing to the customer.</summary>
    /// <param name="Text">What to say.</param>
    /// <param name="HandsOver">True when people are to take the conversation.</param>
    public sealed record Answered(string Text, bool HandsOver = false) : AgentAnswer
    {
        /// <summary>What is sent after the text: files and places, checked by <see cref="CheckContent"/>.</summary>
        public IReadOnlyList<NewContent> Contents { get; init; } = [];

        /// <summary>Why people should look, in the agent's words; null when it gave none.</summary>
        public string? HandOverReason { get; init; }
    }

    /// <summary>No answer that can be used.</summary>
    /// <param name="Reason">In words for members; no addresses, no keys.</param>
    /// <param name="MayRepeat">True when asking again may help: 429, 5xx, timeout.</param>
    public sealed record Failed(string Reason, bool MayRepeat) : AgentAnswer;
}
