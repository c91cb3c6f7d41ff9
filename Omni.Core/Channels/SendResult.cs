namespace Omni.Core.Channels;

/// <summary>How a send ended, with what was exchanged, for the trace.</summary>
public abstract record SendResult
{
    private SendResult()
    {
    }

    /// <summary>JSON sent to the gateway, without keys; null when nothing was sent.</summary>
    public string? RequestPayload { get; init; }

    /// <summary>JSON or text received; null when nothing came back.</summary>
    public string? ResponsePayload { get; init; }

    /// <summary>When the channel was asked; null when it was not.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>The HTTP status received; null when none was.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The gateway took it.</summary>
    /// <param name="ProviderMessageId">The provider's id, which receipts and echoes will name.</param>
    public sealed record Sent(string ProviderMessageId) : SendResult;

    /// <summary>The gateway will never take it. <paramref name="Reason"/> is in words that a person understands.</summary>
    public sealed record Refused(string Reason) : SendResult;

    /// <summary>It certainly was not sent; a later try may succeed.</summary>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter = null) : SendResult
    {
        /// <summary>False when the gateway was not even asked, because it keeps failing.</summary>
        public bool WasTried { get; init; } = true;
    }

    /// <summary>It may or may not have been sent: the request left and no answer came. It must not be repeated blindly.</summary>
    public sealed record Lost(string Reason) : SendResult;
}
