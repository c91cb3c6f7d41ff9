// The HS256 token that Evolution makes from webhook.headers.jwt_key: {iat, exp, app, action}, ten minutes long.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Omni.Core.Channels.WhatsApp;

internal static class JsonWebToken
{
    // For a gateway whose clock is ahead; how long a token lasts is exact.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>True when the secret signed it with HS256 and it has not expired. A token without expiry is refused.</summary>
    public static bool IsSignedBy(string secret, string token, DateTimeOffset now)
    {
        if (token.Split('.') is not [var header, var payload, var signature])
        {
            return false;
        }

        // The signature comes first: nothing is parsed that the secret's owner did not write.
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{header}.{payload}"));
        return CryptographicOperations.FixedTimeEquals(expected, Decode(signature))
            && LooseJson.TryParse(Decode(header))?.At("alg").Text() is "HS256"
            && LooseJson.TryParse(Decode(payload)) is { } claims
            && IsCurrent(claims, now);
    }

    private static bool IsCurrent(JsonElement claims, DateTimeOffset now) =>
        claims.At("exp") is { ValueKind: JsonValueKind.Number } expiry
        && expiry.Number() > now.ToUnixTimeSeconds()
        && (claims.At("nbf").Number() is not { } start || start <= (now + ClockSkew).ToUnixTimeSeconds());

    private static byte[] Decode(string part) => Base64Url.IsValid(part) ? Base64Url.DecodeFromChars(part) : [];
}
