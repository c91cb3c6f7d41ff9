// A program's key to one tenant, stored as a hash.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Team;

public sealed class ApiKey : ITenantOwned
{
    public const string Prefix = "omk_";

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the key. The key is 32 random bytes, so that a fast hash is enough.</summary>
    public required byte[] Hash { get; init; }

    public required string Last4 { get; init; }

    /// <summary>The instances it may touch, by name; empty means all of the tenant.</summary>
    public List<string> Instances { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>Makes a key. Its secret is told here and never again.</summary>
    public static IssuedApiKey Issue(string name, IEnumerable<string> instances, DateTimeOffset now)
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new(new() { Name = name, Hash = HashOf(secret), Last4 = secret[^4..], Instances = [.. instances], CreatedAt = now }, secret);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>A new key and its secret, which is shown once.</summary>
public sealed record IssuedApiKey(ApiKey Key, string Secret)
{
    public override string ToString() => Key.Id.ToString();
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.Property(k => k.Id).ValueGeneratedNever();
        key.Property(k => k.Name).HasMaxLength(200);
        key.Property(k => k.Last4).HasMaxLength(4);

        // Serves the API's door: whose key is this?
        key.HasIndex(k => k.Hash).IsUnique();
    }
}
