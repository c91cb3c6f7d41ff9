// Evolution signs nothing: the proof is the instance's token, which it was told to send back.
using System.Security.Cryptography;
using System.Text;

namespace Omni.Core.Channels.WhatsApp;

internal static class ProveWebhook
{
    private const string TokenHeader = "X-Omni-Webhook-Token";
    private const string Scheme = "Bearer ";

    public static bool IsAuthentic(WebhookRequest request, ChannelConnection connection, DateTimeOffset now)
    {
        if (!connection.RequiresProof)
        {
            return true;
        }

        var token = connection.WebhookToken;
        return !string.IsNullOrWhiteSpace(token)
            && ((request.Headers.TryGetValue(TokenHeader, out var header) && IsSame(token, header))
                || (request.Headers.TryGetValue("Authorization", out var authorization) && IsBearer(token, authorization, now))
                || (request.Query.TryGetValue("token", out var query) && IsQuery(token, query)));
    }

    private static bool IsBearer(string token, string authorization, DateTimeOffset now)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var bearer = authorization[Scheme.Length..].Trim();
        return IsSame(token, bearer) || JsonWebToken.IsSignedBy(token, bearer, now);
    }

    // With byEvents, Evolution appends the event behind the query: ?token=abc/messages-upsert.
    private static bool IsQuery(string token, string query) =>
        IsSame(token, query) || (query.LastIndexOf('/') is > 0 and var slash && IsSame(token, query[..slash]));

    // Hashes are of one length, so that not even the token's length shows in the time.
    private static bool IsSame(string token, string given) => CryptographicOperations.FixedTimeEquals(Hash(token), Hash(given));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
