// The id that a visitor's message goes by: the same text under the same client id is the same message, and nobody else's.
using System.Security.Cryptography;
using System.Text;

namespace Omni.Core.Messages.Visitors;

/// <summary><c>{visitor}:{digest}:{client id}</c>. The digest keeps apart texts that a careless client sends under one id.</summary>
public static class VisitorMessageId
{
    public const int LongestClientId = 100;
    private const int DigestLength = 32;
    private const int VisitorLength = 32;

    public static string Compose(Guid visitor, string clientId, string text)
        => $"{visitor:N}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{clientId}\n{text}")))[..DigestLength]}:{clientId}";

    /// <summary>What the visitor's page calls its message; null when the id is not one of ours.</summary>
    public static string? ClientIdOf(string? providerMessageId)
        => providerMessageId is { Length: > VisitorLength + DigestLength + 2 } ? providerMessageId[(VisitorLength + DigestLength + 2)..] : null;
}
