// The AI that answers first, as its tenant set it up.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Conversations;
using Omni.Core.Instances;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

public sealed class Agent : ITenantOwned
{
    public const string NamePattern = "^[a-z0-9][a-z0-9_-]{0,62}$";

    public const int DefaultHistory = 20;

    public const int MaxPromptLength = 20_000;

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required string Name { get; init; }

    public required AgentKind Kind { get; set; }

    /// <summary>Base address of the agent's service; null for kinds that need none.</summary>
    public string? Url { get; set; }

    public SealedSecret? Key { get; set; }

    /// <summary>Which agent of the service answers: <c>agent_id</c> on the wire.</summary>
    public string ServiceAgentId { get; set; } = "default";

    /// <summary>Seconds to wait for one answer, 1 to 600.</summary>
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Milliseconds to wait for a burst to end before a turn; null takes Omni's default.</summary>
    public int? DebounceMilliseconds { get; set; }

    /// <summary>Whether a team of the service answers, for <see cref="AgentKind.Hive"/>.</summary>
    public bool IsTeam { get; set; }

    /// <summary>Whether its answers come in pieces, for kinds that can.</summary>
    public bool Streams { get; set; }

    /// <summary>The model that answers, for <see cref="AgentKind.OpenAi"/>.</summary>
    public string? Model { get; set; }

    /// <summary>What the model is told before everything else.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>How many messages of the thread the model is told, 0 to 100.</summary>
    public int HistoryMessages { get; set; } = DefaultHistory;

    /// <summary>Whether the model may send files and places and hand over; models that know no functions refuse every question with them.</summary>
    public bool OffersTools { get; set; } = true;

    public SessionRule SessionRule { get; set; }

    /// <summary>What becomes of a turn when the customer writes more while the agent is being asked.</summary>
    public WhenOvertaken WhenOvertaken { get; set; }

    /// <summary>What the customer is told when the agent fails; null tells nothing.</summary>
    public string? FailureText { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Which protocol an agent speaks. On the wire: lower case.</summary>
public enum AgentKind
{
    Automagik,
    Echo,
    Hive,

    /// <summary>A model behind chat completions, at OpenAI or anywhere that speaks like it.</summary>
    OpenAi,
}

/// <summary>On the wire: lower case.</summary>
public enum WhenOvertaken
{
    /// <summary>
    /// The turn goes on, and what came meanwhile is the next one. The default: an agent may have acted already, through tools or in its own memory of
    /// the session, and one that is stopped and asked again may act twice.
    /// </summary>
    Queue,

    /// <summary>The call is stopped, its answer dropped, and one new turn answers everything. For agents that only talk: the customer gets one answer to all they wrote.</summary>
    Supersede,
}

internal sealed class AgentConfiguration : IEntityTypeConfiguration<Agent>
{
    public void Configure(EntityTypeBuilder<Agent> agent)
    {
        agent.Property(a => a.Id).ValueGeneratedNever();
        agent.Property(a => a.Name).HasMaxLength(63);
        agent.Property(a => a.Url).HasMaxLength(500);
        agent.Property(a => a.ServiceAgentId).HasMaxLength(200);
        agent.Property(a => a.FailureText).HasMaxLength(2000);
        agent.Property(a => a.Model).HasMaxLength(200);
        agent.Property(a => a.SystemPrompt).HasMaxLength(Agent.MaxPromptLength);

        // What agents have that were there before.
        agent.Property(a => a.HistoryMessages).HasDefaultValue(Agent.DefaultHistory).HasSentinel(Agent.DefaultHistory);
        agent.Property(a => a.OffersTools).HasDefaultValue(true).HasSentinel(true);
        agent.Property(a => a.SessionRule).HasDefaultValue(SessionRule.Person).HasSentinel(SessionRule.Person);
        agent.Property(a => a.WhenOvertaken).HasDefaultValue(WhenOvertaken.Queue).HasSentinel(WhenOvertaken.Queue);

        // Serves the Agents page and look-ups by name.
        agent.HasIndex(a => new { a.TenantId, a.Name }).IsUnique();

        agent.HasMany<Conversation>().WithOne().HasForeignKey(c => c.AgentId).OnDelete(DeleteBehavior.SetNull);
        agent.HasMany<Instance>().WithOne().HasForeignKey(i => i.AgentId).OnDelete(DeleteBehavior.SetNull);
    }
}
