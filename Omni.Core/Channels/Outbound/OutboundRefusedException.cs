using System.Diagnostics.CodeAnalysis;

namespace Omni.Core.Channels.Outbound;

/// <summary>The outbound rule said no, before anything was connected. Its message is for people. HttpClient wraps it.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "The rule alone throws it.")]
public sealed class OutboundRefusedException(string host) : HttpRequestException(
    HttpRequestError.ConnectionError,
    $"{host} has a private address, which Omni does not call by itself. An administrator of this installation can allow it, in {OutboundOptions.Section}:{nameof(OutboundOptions.AllowedPrivateHosts)}.")
{
    /// <summary>What the rule said, when it is the reason of a failed request.</summary>
    public static string? MessageIn(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is OutboundRefusedException refused)
            {
                return refused.Message;
            }
        }

        return null;
    }
}
