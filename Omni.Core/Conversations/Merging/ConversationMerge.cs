// That two threads were one person's: who said so, what moved, and what the survivor was before, for taking it back.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Contacts;
using Omni.Core.Data.Conventions;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations.Merging;

public sealed class ConversationMerge : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    /// <summary>The thread that went on.</summary>
    public required Guid SurvivorId { get; init; }

    /// <summary>The thread that went into it.</summary>
    public required Guid MergedId { get; init; }

    public required Guid SurvivorContactId { get; init; }

    public required Guid MergedContactId { get; init; }

    /// <summary>The member who merged them; null when a channel taught that they are one person.</summary>
    public string? Actor { get; init; }

    /// <summary>A merge by hand can be taken back for a day; what a channel taught is a fact.</summary>
    public required bool IsByHand { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>What the survivor's contact was before.</summary>
    public required ContactBefore Before { get; init; }

    /// <summary>The identities, leads and lines that moved.</summary>
    public required List<Guid> Moved { get; init; }

    /// <summary>The keys that led to the merged thread.</summary>
    public required List<string> MovedKeys { get; init; }
}

/// <summary>What merging may overwrite on the survivor's contact.</summary>
public sealed record ContactBefore(string? Name, bool IsNameTyped, string? PhoneNumber, string? Email, string? AvatarUrl, Dictionary<string, string>? Attributes)
{
    public static ContactBefore Of(Contact contact)
        => new(contact.Name, contact.IsNameTyped, contact.PhoneNumber, contact.Email, contact.AvatarUrl, new(contact.Attributes));
}

/// <summary>One message that moved in a merge by hand; forgotten when the merge can no longer be taken back.</summary>
public sealed class MergedMessage : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public required Guid MergeId { get; init; }

    public required Guid MessageId { get; init; }
}

internal sealed class ConversationMergeConfiguration : IEntityTypeConfiguration<ConversationMerge>
{
    public void Configure(EntityTypeBuilder<ConversationMerge> merge)
    {
        merge.Property(m => m.Id).ValueGeneratedNever();
        merge.Property(m => m.Actor).HasMaxLength(200);
        merge.Property(m => m.Before).IsJson();

        // Serves undoing: what went into a thread.
        merge.HasIndex(m => new { m.TenantId, m.SurvivorId, m.At });

        merge.HasOne<Conversation>().WithMany().HasForeignKey(m => m.SurvivorId).OnDelete(DeleteBehavior.Cascade);
        merge.HasOne<Conversation>().WithMany().HasForeignKey(m => m.MergedId).OnDelete(DeleteBehavior.Cascade);
        merge.HasOne<Contact>().WithMany().HasForeignKey(m => m.SurvivorContactId).OnDelete(DeleteBehavior.Cascade);
        merge.HasOne<Contact>().WithMany().HasForeignKey(m => m.MergedContactId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MergedMessageConfiguration : IEntityTypeConfiguration<MergedMessage>
{
    public void Configure(EntityTypeBuilder<MergedMessage> message)
    {
        message.HasKey(m => new { m.TenantId, m.MergeId, m.MessageId });
        message.HasOne<ConversationMerge>().WithMany().HasForeignKey(m => m.MergeId).OnDelete(DeleteBehavior.Cascade);
    }
}
