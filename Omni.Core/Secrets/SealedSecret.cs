// A secret as it rests: encrypted, with only its last four characters in the clear.
namespace Omni.Core.Secrets;

/// <param name="Cipher">What <see cref="SecretBox"/> can open, for the tenant that sealed it.</param>
/// <param name="Last4">The last four characters when the secret is long enough to spare them, else empty.</param>
public sealed record SealedSecret(string Cipher, string Last4)
{
    /// <summary>What people may see: <c>••••1234</c>.</summary>
    public string Masked => $"••••{Last4}";

    public override string ToString() => Masked;

    internal string ToColumn() => $"{Last4}|{Cipher}";

    internal static SealedSecret FromColumn(string column)
    {
        var bar = column.IndexOf('|', StringComparison.Ordinal);
        return new(column[(bar + 1)..], column[..bar]);
    }
}
