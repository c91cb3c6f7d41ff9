using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Contacts;
using Omni.Core.Data.Conventions;
using Omni.Core.Instances;

namespace Omni.Core.Messages;

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> message)
    {
        message.Property(m => m.Id).ValueGeneratedNever();
        message.Property(m => m.Sequence).ValueGeneratedOnAdd().UseIdentityAlwaysColumn();
        message.Property(m => m.Status).HasConversion<short>();
        message.Property(m => m.InstanceName).HasMaxLength(63);
        message.Property(m => m.ProviderMessageId).HasMaxLength(255);
        message.Property(m => m.QuotedProviderId).HasMaxLength(255);
        message.Property(m => m.QuotedText).HasMaxLength(1000);
        message.Property(m => m.AuthorName).HasMaxLength(200);
        message.Property(m => m.Address).HasMaxLength(300);
        message.Property(m => m.Error).HasMaxLength(Message.MaxErrorLength);
        message.Property(m => m.ClientKey).HasMaxLength(200);
        message.Property(m => m.ContentHash).HasMaxLength(64);
        message.Property(m => m.Details!).IsJson();

        // A second delivery of the same message is stored once. Also serves receipts.
        message.HasIndex(m => new { m.TenantId, m.InstanceId, m.ProviderMessageId }).IsUnique().HasFilter("provider_message_id IS NOT NULL");

        // A repeated request is one message.
        message.HasIndex(m => new { m.TenantId, m.ClientKey }).IsUnique().HasFilter("client_key IS NOT NULL");

        // Serves the timeline, both ways.
        message.HasIndex(m => new { m.TenantId, m.ConversationId, m.SentAt, m.Sequence });

        // Serves delivery and its sweep: what waits to leave, in order. 10 and 20 are Queued and Sending.
        message.HasIndex(m => new { m.TenantId, m.ConversationId, m.Sequence }, "ix_messages_due").HasFilter("status IN (10, 20)");

        // Serves the scheduled ones of a thread. 9 is Scheduled.
        message.HasIndex(m => new { m.TenantId, m.ConversationId, m.SentAt }, "ix_messages_scheduled").HasFilter("status = 9");

        // Serves turns and their sweep: what nobody has answered.
        message.HasIndex(m => new { m.TenantId, m.ConversationId }, "ix_messages_awaiting").HasFilter("awaits_turn");

        // Serves deleting a lead, whose messages stay.
        message.HasIndex(m => new { m.TenantId, m.LeadId }).HasFilter("lead_id IS NOT NULL");
        message.HasIndex(m => m.LeadId).HasFilter("lead_id IS NOT NULL");

        message.HasOne<Lead>().WithMany().HasForeignKey(m => m.LeadId).OnDelete(DeleteBehavior.SetNull);
        message.HasOne<Contact>().WithMany().HasForeignKey(m => m.ContactId).OnDelete(DeleteBehavior.Restrict);
        message.HasOne<Instance>().WithMany().HasForeignKey(m => m.InstanceId).OnDelete(DeleteBehavior.SetNull);
    }
}
