// A line in the thread that nobody wrote: handed over, agent failed, assigned.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class Activity : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required Guid ConversationId { get; set; }

    public required ActivityKind Kind { get; init; }

    /// <summary>Who or what: a member's or an agent's name. Null when the kind says it all.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, in words for members; never a secret.</summary>
    public string? Detail { get; init; }

    /// <summary>What it is about, such as the merge that can be taken back.</summary>
    public Guid? SubjectId { get; init; }

    public required DateTimeOffset At { get; init; }
}

public enum ActivityKind
{
    /// <summary>The agent could not answer, and the team has the conversation now.</summary>
    AgentFailed,

    /// <summary>The agent handed the conversation to the team.</summary>
    HandedOver,

    /// <summary>A member switched the agent off here, or answered themselves.</summary>
    BotSilenced,

    /// <summary>A member gave the conversation back to the agent; without an actor, it went back by itself, and the detail says after how long.</summary>
    BotResumed,
    Resolved,
    Reopened,

    /// <summary>The detail names the member; without one, nobody has it any more.</summary>
    Assigned,

    /// <summary>A call rang on the channel.</summary>
    Call,

    /// <summary>Another thread of the same person went into this one. The detail names it; the actor is null when a channel taught it.</summary>
    Merged,

    /// <summary>A merge was taken back.</summary>
    MergeUndone,

    /// <summary>What the customer wrote was too old for the agent when it could have answered, and the team has the conversation now.</summary>
    TooOld,

    /// <summary>The agent wrote more than one may, and was silenced.</summary>
    LoopStopped,

    /// <summary>A member chose which agent answers here; the detail names it, and is null for the instance's.</summary>
    AgentChosen,

    /// <summary>Put out of sight until a time.</summary>
    Snoozed,

    /// <summary>The time has come until which it was snoozed.</summary>
    CameBack,
}

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> activity)
    {
        activity.Property(a => a.Id).ValueGeneratedNever();
        activity.Property(a => a.Actor).HasMaxLength(200);
        activity.Property(a => a.Detail).HasMaxLength(1000);

        // Serves the thread: lines between two times.
        activity.HasIndex(a => new { a.TenantId, a.ConversationId, a.At });

        activity.HasOne<Conversation>().WithMany().HasForeignKey(a => a.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}
