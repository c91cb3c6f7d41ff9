// What speaking to one kind of agent takes.
using Omni.Core.Agents.Tools;
using Omni.Core.Secrets;

namespace Omni.Core.Agents;

/// <summary>Speaks one agent protocol. Holds no state and no tenant.</summary>
public interface IAgentClient
{
    AgentKind Kind { get; }

    /// <summary>Asks once. An agent that streams tells <paramref name="stream"/> of its text while it grows; others never do. Never throws for what an agent or network does: the answer tells. Throws only when <paramref name="cancellationToken"/> is cancelled.</summary>
    Task<AgentAnswer> AskAsync(AgentQuestion question, AgentConnection agent, IAgentStream stream, CancellationToken cancellationToken);
}

/// <summary>An agent with its key opened. Never logged, never stored.</summary>
public sealed record AgentConnection(AgentKind Kind, string? Url, string? Key, string ServiceAgentId, TimeSpan Timeout)
{
    /// <summary>Whether a team of the service answers, not a single agent.</summary>
    public bool IsTeam { get; init; }

    /// <summary>Whether the answer is to come in pieces.</summary>
    public bool Streams { get; init; }

    /// <summary>The model that answers, for kinds that are models.</summary>
    public string? Model { get; init; }

    /// <summary>What a model is told before everything else.</summary>
    public string? SystemPrompt { get; init; }

    /// <exception cref="System.Security.Cryptography.CryptographicException">The key ring has lost the key's key.</exception>
    public static AgentConnection Of(Agent agent, SecretBox secrets)
        => new(agent.Kind, agent.Url, secrets.OpenOptional(agent.Key), agent.ServiceAgentId, TimeSpan.FromSeconds(agent.TimeoutSeconds))
        {
            IsTeam = agent.IsTeam,
            Streams = agent.Streams,
            Model = agent.Model,
            SystemPrompt = agent.SystemPrompt,
        };

    public override string ToString() => $"{Kind} agent";
}

/// <summary>One question of a turn.</summary>
public sealed record AgentQuestion
{
    /// <summary>The texts that nobody has answered, joined by a line break.</summary>
    public required string Message { get; init; }

    /// <summary>Kind of the last message, lower case, such as <c>text</c>.</summary>
    public required string MessageType { get; init; }

    /// <summary>UUID v5 of the person, as the contract derives it.</summary>
    public required Guid UserId { get; init; }

    /// <summary>UUID v5 of <see cref="SessionName"/>.</summary>
    public required Guid SessionId { get; init; }

    public required string SessionName { get; init; }

    /// <summary>The channel, lower case.</summary>
    public required string SessionOrigin { get; init; }

    /// <summary>E.164, or null.</summary>
    public string? PhoneNumber { get; init; }

    public string? Email { get; init; }

    public string? UserName { get; init; }

    /// <summary>Files that came with the messages, where the agent can fetch them.</summary>
    public IReadOnlyList<AgentMedia> Media { get; init; } = [];

    /// <summary>What was said before, oldest first; empty for kinds that remember by their session.</summary>
    public IReadOnlyList<SaidBefore> History { get; init; } = [];

    /// <summary>What a model may do beside answering; null when it is offered nothing.</summary>
    public IAgentTools? Tools { get; init; }

    public required AgentContext Context { get; init; }
}

/// <summary>A file that a customer sent. On the wire as <c>media_contents</c>.</summary>
public sealed record AgentMedia(string MimeType, string MediaUrl, string? AltText);

/// <summary>Where the turn stands. The token is what counts; the rest is for the agent's logs.</summary>
public sealed record AgentContext(
    string Instance, string Channel, string Tenant, Guid ConversationId, Guid ContactId, Guid? LeadId, string ContextToken);
