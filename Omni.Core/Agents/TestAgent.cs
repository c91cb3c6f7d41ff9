using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents.Tools;
using Omni.Core.Data;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Agents;

/// <summary>Asks an agent once, as a turn would, and shows the exchange. Nothing is stored and nothing is sent to anybody.</summary>
public sealed class TestAgent(
    IDbContextFactory<OmniDbContext> databases, IEnumerable<IAgentClient> clients, SecretBox secrets, TenantContext tenant, TimeProvider clock)
{
    private const int LongestMessage = 4000;

    public async Task<Result<AgentTest>> RunAsync(string name, string? message, IAgentStream stream, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Agents.AsNoTracking().SingleOrDefaultAsync(a => a.Name == name, cancellationToken) is not { } agent)
        {
            return Error.NotFound("There is no such agent.");
        }

        if (string.IsNullOrWhiteSpace(message) || message.Length > LongestMessage)
        {
            return Error.Invalid("message", $"Say something, in at most {LongestMessage} characters.");
        }

        var connection = AgentConnection.Of(agent, secrets);
        var question = Question(agent, message);
        var began = clock.GetTimestamp();
        var answer = await clients.First(c => c.Kind == agent.Kind).AskAsync(question, connection, stream, cancellationToken);
        return new AgentTest(Clean(answer.Without(connection.Key), question.Tools as TrialTools), clock.GetElapsedTime(began));
    }

    // The token is empty: a trial belongs to no conversation, so that tools called back from it reach nobody.
    private AgentQuestion Question(Agent agent, string message) => new()
    {
        Message = message,
        MessageType = "text",
        UserId = NameUuid.Of("default"),
        SessionId = NameUuid.Of(SessionOf(agent)),
        SessionName = SessionOf(agent),
        SessionOrigin = "test",
        Tools = agent is { Kind: AgentKind.OpenAi, OffersTools: true } ? new TrialTools() : null,
        Context = new("test", "test", tenant.RequiredSlug, Guid.Empty, Guid.Empty, null, ""),
    };

    private static string SessionOf(Agent agent) => $"test_{agent.Name}";

    private static AgentAnswer Clean(AgentAnswer answer, TrialTools? tools)
        => Clean(answer is AgentAnswer.Answered answered && tools is not null ? answered with { Contents = [.. tools.Wanted, .. answered.Contents] } : answer);

    private static AgentAnswer Clean(AgentAnswer answer) => answer with
    {
        RequestPayload = answer.RequestPayload is { } sent ? Redact.Payload(sent) : null,
        ResponsePayload = answer.ResponsePayload is { } received ? Redact.Payload(received) : null,
    };
}

/// <summary>What an agent answered on trial, fit to be shown, and how long it took.</summary>
public sealed record AgentTest(AgentAnswer Answer, TimeSpan Duration);
