// Every key that ever led to a conversation, so that old addresses still find it.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class ConversationKey : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public required string Key { get; init; }

    public required Guid ConversationId { get; set; }
}

internal sealed class ConversationKeyConfiguration : IEntityTypeConfiguration<ConversationKey>
{
    public void Configure(EntityTypeBuilder<ConversationKey> key)
    {
        key.HasKey(k => new { k.TenantId, k.Key });
        key.Property(k => k.Key).HasMaxLength(400);

        // Serves merging: all keys of one conversation.
        key.HasIndex(k => new { k.TenantId, k.ConversationId });

        key.HasOne<Conversation>().WithMany().HasForeignKey(k => k.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}
