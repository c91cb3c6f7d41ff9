// Why a message was blocked, as it was at that time: it stays readable when the rule is gone.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Access;

public sealed class MessageBlock : ITenantOwned
{
    public required Guid MessageId { get; init; }

    public TenantId TenantId { get; private set; }

    /// <summary>The rule; null when none matched and the instance takes only who is allowed.</summary>
    public Guid? RuleId { get; init; }

    public string? Pattern { get; init; }

    /// <summary>Whether the rule was for the one instance, and not for all.</summary>
    public bool IsOfInstance { get; init; }

    public string? Reason { get; init; }

    public string? AuthorName { get; init; }

    public DateTimeOffset? RuleCreatedAt { get; init; }

    /// <summary>What the instance did with whom no rule knew.</summary>
    public required AccessMode Mode { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class MessageBlockConfiguration : IEntityTypeConfiguration<MessageBlock>
{
    public void Configure(EntityTypeBuilder<MessageBlock> block)
    {
        // Serves "why was this blocked".
        block.HasKey(b => new { b.TenantId, b.MessageId });
        block.Property(b => b.Pattern).HasMaxLength(RulePattern.MaxLength);
        block.Property(b => b.Reason).HasMaxLength(AccessRule.MaxReasonLength);
        block.Property(b => b.AuthorName).HasMaxLength(200);
        block.HasOne<Message>().WithMany().HasForeignKey(b => b.MessageId).OnDelete(DeleteBehavior.Cascade);
    }
}
