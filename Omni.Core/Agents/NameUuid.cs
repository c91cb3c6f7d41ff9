// UUID version 5: the same name always gives the same id (RFC 9562, section 5.5).
using System.Security.Cryptography;
using System.Text;

namespace Omni.Core.Agents;

public static class NameUuid
{
    private static readonly Guid OidNamespace = new("6ba7b812-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The id of a name in the namespace OID.</summary>
    public static Guid Of(string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var input = new byte[16 + text.Length];
        OidNamespace.TryWriteBytes(input, bigEndian: true, out _);
        text.CopyTo(input, 16);

        // The standard asks for SHA-1; nothing secret hangs on it.
#pragma warning disable CA5350
        var hash = SHA1.HashData(input).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
