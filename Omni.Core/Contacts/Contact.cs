// One person (or one group) as a tenant knows them, whatever addresses they write from.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Data.Conventions;
using Omni.Core.Results;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Contacts;

public sealed class Contact : ITenantOwned
{
    public const int MaxNameLength = 200;

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public string? Name { get; private set; }

    /// <summary>True once a member typed the name: what channels say no longer changes it.</summary>
    public bool IsNameTyped { get; private set; }

    /// <summary>E.164 with its plus; null until one is known.</summary>
    public string? PhoneNumber { get; set; }

    public string? Email { get; set; }

    public string? AvatarUrl { get; set; }

    /// <summary>What else the tenant knows, by names of its own.</summary>
    public Dictionary<string, string> Attributes { get; set; } = [];

    /// <summary>The contact that this one turned out to be; null for a person of their own.</summary>
    public Guid? MergedIntoId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Takes the name a channel tells. Answers whether anything changed.</summary>
    public bool LearnName(string? name)
    {
        if (IsNameTyped || FitName(name) is not { } fit || fit == Name)
        {
            return false;
        }

        Name = fit;
        return true;
    }

    /// <summary>A channel's name as it is kept: trimmed and not too long. Null for none.</summary>
    internal static string? FitName(string? name) => name?.Fit(MaxNameLength).Trim() is { Length: > 0 } fit ? fit : null;

    /// <summary>Takes from a person who turned out to be the same one what is not known here; what a member typed wins over what a channel told.</summary>
    public void TakeOver(Contact other)
    {
        if (Name is null || (other.IsNameTyped && !IsNameTyped))
        {
            (Name, IsNameTyped) = (other.Name ?? Name, other.Name is null ? IsNameTyped : other.IsNameTyped);
        }

        PhoneNumber ??= other.PhoneNumber;
        Email ??= other.Email;
        AvatarUrl ??= other.AvatarUrl;
        Attributes = other.Attributes.Concat(Attributes).GroupBy(a => a.Key).ToDictionary(g => g.Key, g => g.Last().Value);
    }

    /// <summary>After a merge was taken back.</summary>
    public void TakeBackName(string? name, bool isTyped) => (Name, IsNameTyped) = (name, isTyped);

    public void TypeName(string? name)
    {
        Name = string.IsNullOrWhiteSpace(name) ? null : name.Trim();
        IsNameTyped = Name is not null;
    }

    /// <summary>Sets the attributes that are named, takes away those that are null and leaves the others; null clears all.</summary>
    internal void Describe(Optional<IReadOnlyDictionary<string, string?>?> attributes)
    {
        if (attributes is { IsGiven: true, Value: null })
        {
            Attributes = [];
        }

        foreach (var (name, text) in attributes.Value ?? new Dictionary<string, string?>())
        {
            Attributes.Remove(name.Trim());

            if (CheckContact.TextOrNull(text) is { } kept)
            {
                Attributes[name.Trim()] = kept;
            }
        }
    }
}

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> contact)
    {
        contact.Property(c => c.Id).ValueGeneratedNever();
        contact.Property(c => c.Name).HasMaxLength(Contact.MaxNameLength);
        contact.Property(c => c.PhoneNumber).HasMaxLength(20);
        contact.Property(c => c.Email).HasMaxLength(320);
        contact.Property(c => c.AvatarUrl).HasMaxLength(2000);

        contact.Property(c => c.Attributes).IsJson().HasDefaultValueSql("'{}'");

        // Serves the list of people: by name, those without one last.
        contact.HasIndex(c => new { c.TenantId, c.Name, c.Id }).HasFilter("merged_into_id IS NULL");

        // Serves look-ups by number: the contact panel, by-phone and the API.
        contact.HasIndex(c => new { c.TenantId, c.PhoneNumber });

        contact.HasOne<Contact>().WithMany().HasForeignKey(c => c.MergedIntoId).OnDelete(DeleteBehavior.Restrict);
    }
}
