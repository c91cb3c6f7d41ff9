// The one thread with one person or group, over all their addresses and all instances of the tenant.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Contacts;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class Conversation : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required Guid ContactId { get; init; }

    /// <summary>See <see cref="Conversations.CanonicalKey"/>.</summary>
    public required string CanonicalKey { get; set; }

    /// <summary>The lead that names the thread: the contact's oldest. Null while there is none.</summary>
    public Guid? LeadId { get; set; }

    /// <summary>The thread that this one went into. Such a row only leads there: it holds no messages and stands in no list.</summary>
    public Guid? MergedIntoId { get; set; }

    public required ConversationStatus Status { get; set; }

    /// <summary>Until when it is out of sight; says something only while it is snoozed.</summary>
    public DateTimeOffset? SnoozedUntil { get; set; }

    public Guid? AssigneeId { get; set; }

    /// <summary>False from the moment a person answers until the conversation is given back.</summary>
    public bool BotEnabled { get; set; } = true;

    /// <summary>The agent that answers here in place of the instance's; null for the instance's.</summary>
    public Guid? AgentId { get; set; }

    /// <summary>Since when the agent, or people, have it; null for since it began.</summary>
    public DateTimeOffset? HeldSince { get; set; }

    /// <summary>The member who took it from the agent; null while the agent has it, or the team as such.</summary>
    public string? HeldBy { get; set; }

    public int UnreadCount { get; private set; }

    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>What the list previews: the last message by the channel's time, then by arrival.</summary>
    public Guid? LastMessageId { get; private set; }

    /// <summary>The channel's time of that message, so that a late one is known without looking it up.</summary>
    public DateTimeOffset? LastMessageAt { get; private set; }

    /// <summary>Since when the customer waits for an answer; null when nobody waits.</summary>
    public DateTimeOffset? WaitingSince { get; private set; }

    /// <summary>The channel of the last inbound message; answers leave the same way.</summary>
    public required ChannelType Channel { get; init; }

    /// <summary>The instance of the last inbound message; null once it was deleted.</summary>
    public Guid? InstanceId { get; init; }

    public required string InstanceName { get; init; }

    /// <summary>Where the customer last wrote from, in the channel's own words.</summary>
    public required string ReplyAddress { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> conversation)
    {
        conversation.Property(c => c.Id).ValueGeneratedNever();
        conversation.Property(c => c.CanonicalKey).HasMaxLength(400);
        conversation.Property(c => c.InstanceName).HasMaxLength(63);
        conversation.Property(c => c.ReplyAddress).HasMaxLength(300);
        conversation.Property(c => c.HeldBy).HasMaxLength(200);

        // One person, one thread.
        conversation.HasIndex(c => new { c.TenantId, c.ContactId }).IsUnique();

        // Uniqueness of the key, and look-ups by it. A merged thread keeps the key it had, for taking the merge back.
        conversation.HasIndex(c => new { c.TenantId, c.CanonicalKey }).IsUnique().HasFilter("merged_into_id IS NULL");

        // Serves claims of lanes, and links to old threads: what went into this one.
        conversation.HasIndex(c => new { c.TenantId, c.MergedIntoId }).HasFilter("merged_into_id IS NOT NULL");

        // Serves the inbox list: newest first, with and without a status.
        conversation.HasIndex(c => new { c.TenantId, c.LastActivityAt, c.Id }).IsDescending(false, true, true).HasFilter("merged_into_id IS NULL");
        conversation.HasIndex(c => new { c.TenantId, c.Status, c.LastActivityAt }).IsDescending(false, false, true).HasFilter("merged_into_id IS NULL");

        // Serves the sweep that brings back what was snoozed.
        conversation.HasIndex(c => new { c.TenantId, c.SnoozedUntil }).HasFilter("status = 'Snoozed' AND merged_into_id IS NULL");

        // Serve deletions of what they name, and hold only threads that name one: every message writes to all of a thread's indexes.
        conversation.HasIndex(c => c.MergedIntoId).HasFilter("merged_into_id IS NOT NULL");
        conversation.HasIndex(c => c.LeadId).HasFilter("lead_id IS NOT NULL");
        conversation.HasIndex(c => c.AgentId).HasFilter("agent_id IS NOT NULL");
        conversation.HasIndex(c => c.AssigneeId).HasFilter("assignee_id IS NOT NULL");

        conversation.HasMany<Message>().WithOne().HasForeignKey(m => m.ConversationId).OnDelete(DeleteBehavior.Restrict);
        conversation.HasOne<Conversation>().WithMany().HasForeignKey(c => c.MergedIntoId).OnDelete(DeleteBehavior.Restrict);
        conversation.HasOne<Lead>().WithMany().HasForeignKey(c => c.LeadId).OnDelete(DeleteBehavior.SetNull);
        conversation.HasOne<Contact>().WithMany().HasForeignKey(c => c.ContactId).OnDelete(DeleteBehavior.Restrict);
        conversation.HasOne<Instance>().WithMany().HasForeignKey(c => c.InstanceId).OnDelete(DeleteBehavior.SetNull);
        conversation.HasOne<User>().WithMany().HasForeignKey(c => c.AssigneeId).OnDelete(DeleteBehavior.SetNull);
    }
}
