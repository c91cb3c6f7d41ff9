// Seals and opens the secrets of the scope's tenant. What one tenant sealed does not open for another.
using Microsoft.AspNetCore.DataProtection;
using Omni.Core.Tenancy;

namespace Omni.Core.Secrets;

public sealed class SecretBox(IDataProtectionProvider protection, TenantContext tenant)
{
    private IDataProtector Protector => protection.CreateProtector("Omni.Secrets", tenant.Required.ToString());

    public SealedSecret Seal(string secret)
        => new(Protector.Protect(secret), secret.Length >= 12 ? secret[^4..] : "");

    /// <summary>Seals what was given, or answers null for nothing.</summary>
    public SealedSecret? SealOptional(string? secret) => string.IsNullOrEmpty(secret) ? null : Seal(secret);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Sealed by another tenant, or the key ring has lost its key.</exception>
    public string Open(SealedSecret secret) => Protector.Unprotect(secret.Cipher);

    public string? OpenOptional(SealedSecret? secret) => secret is null ? null : Open(secret);
}
