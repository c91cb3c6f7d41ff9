namespace Omni.Tests.Support;

/// <summary>What a <see cref="FakeEvolution"/> does with a message.</summary>
public enum FakeEvolutionMode
{
    Answer,

    /// <summary>400, the number has no WhatsApp.</summary>
    NotOnWhatsApp,

    /// <summary>500, as when the phone's connection is closed.</summary>
    Error500,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>Takes the message over, then breaks the connection without a word.</summary>
    LoseAnswer,

    /// <summary>Takes the message over, and says nothing until the caller gives up or the fake is disposed.</summary>
    TakeAndHang,

    /// <summary>Takes nothing over and says nothing until the caller gives up or the fake is disposed.</summary>
    Hang,
}
