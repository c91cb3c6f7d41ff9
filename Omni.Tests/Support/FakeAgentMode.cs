namespace Omni.Tests.Support;

/// <summary>What a <see cref="FakeAgent"/> does with a question.</summary>
public enum FakeAgentMode
{
    Answer,
    Error500,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>200 with a page of HTML.</summary>
    Nonsense,

    /// <summary>200 with an empty message.</summary>
    Empty,

    /// <summary>Says nothing until <see cref="FakeAgent.Release"/>, then answers; or until the caller gives up.</summary>
    Hang,
}
