using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Agents;

namespace Omni.Web.Api;

/// <summary><c>/agents</c>: the AI agents of a tenant. A key limited to instances cannot touch them.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("Agents").RequireAuthorization(ApiPolicies.WholeTenant);

        agents.MapPost("/", CreateAsync).WithSummary("Add an agent");
        agents.MapGet("/", ListAsync).WithSummary("The tenant's agents, by name");
        agents.MapGet("/{name}", GetAsync).WithSummary("One agent, its key masked");
        agents.MapPatch("/{name}", ChangeAsync).WithSummary("Change some settings: absent leaves, null clears");
        agents.MapDelete("/{name}", DeleteAsync).WithSummary("Delete an agent; with ?force=true even one that instances use, which are then left to people");
        agents.MapPost("/{name}/test", TestAsync).WithSummary("Ask the agent once, as a customer would; nothing is stored or sent");
    }

    internal static async Task<Results<Created<AgentBody>, ProblemHttpResult>> CreateAsync(
        AgentFields body, CreateAgent create, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(body, cancellationToken);
        return made.IsOk
            ? TypedResults.Created($"{ApiPaths.Root}/agents/{made.Value.Name}", AgentBody.Of(new(made.Value, [])))
            : made.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<AgentBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, FindAgents agents, CancellationToken cancellationToken)
    {
        var read = query.Read();

        if (!read.IsOk)
        {
            return read.Error.ToProblem();
        }

        var rows = await agents.ListAsync(read.Value.After, read.Value.Take, cancellationToken);
        return TypedResults.Ok(Page<AgentBody>.Of(read.Value, [.. rows.Select(AgentBody.Of)], a => a.Name, await agents.CountAsync(cancellationToken)));
    }

    internal static async Task<Results<Ok<AgentBody>, ProblemHttpResult>> GetAsync(string name, FindAgents agents, CancellationToken cancellationToken)
        => await agents.ByNameAsync(name, cancellationToken) is { } row ? TypedResults.Ok(AgentBody.Of(row)) : Problems.NotFound("agent");

    internal static async Task<Results<Ok<AgentBody>, ProblemHttpResult>> ChangeAsync(
        string name, AgentFields body, UpdateAgent update, FindAgents agents, CancellationToken cancellationToken)
    {
        var saved = await update.RunAsync(name, body, keepsKeys: true, cancellationToken);
        return saved.IsOk ? await GetAsync(name, agents, cancellationToken) : saved.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name, string? force, DeleteAgent delete, CancellationToken cancellationToken)
    {
        var deleted = await delete.RunAsync(name, YesOrNo.Read(force) is true, cancellationToken);
        return deleted.IsOk ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }

    internal static async Task<Results<Ok<AgentTestAnswer>, ProblemHttpResult>> TestAsync(
        string name, AgentTestBody body, TestAgent test, CancellationToken cancellationToken)
    {
        var asked = await test.RunAsync(name, body.Message, NoStream.Instance, cancellationToken);
        return asked.IsOk ? TypedResults.Ok(AgentTestAnswer.Of(asked.Value)) : asked.Error.ToProblem();
    }
}

internal sealed record AgentBody
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public string? Url { get; init; }

    /// <summary>Masked.</summary>
    public string? Key { get; init; }

    public required string AgentId { get; init; }

    public required string AgentType { get; init; }

    public required bool Stream { get; init; }

    public string? Model { get; init; }

    public string? SystemPrompt { get; init; }

    public required int HistoryMessages { get; init; }

    public required bool Tools { get; init; }

    public required string SessionRule { get; init; }

    /// <summary>Seconds.</summary>
    public required int Timeout { get; init; }

    public string? FailureText { get; init; }

    public int? DebounceMilliseconds { get; init; }

    /// <summary><c>queue</c> or <c>supersede</c>.</summary>
    public required string WhenOvertaken { get; init; }

    /// <summary>Names of the instances it answers on.</summary>
    public required IReadOnlyList<string> Instances { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static AgentBody Of(AgentRow row) => new()
    {
        Id = row.Agent.Id,
        Name = row.Agent.Name,
        Kind = row.Agent.Kind.ToString().ToLowerInvariant(),
        Url = row.Agent.Url,
        Key = row.Agent.Key?.Masked,
        AgentId = row.Agent.ServiceAgentId,
        AgentType = row.Agent.IsTeam ? "team" : "agent",
        Stream = row.Agent.Streams,
        Model = row.Agent.Model,
        SystemPrompt = row.Agent.SystemPrompt,
        HistoryMessages = row.Agent.HistoryMessages,
        Tools = row.Agent.OffersTools,
        SessionRule = row.Agent.SessionRule.ToString().ToLowerInvariant(),
        Timeout = row.Agent.TimeoutSeconds,
        FailureText = row.Agent.FailureText,
        DebounceMilliseconds = row.Agent.DebounceMilliseconds,
        WhenOvertaken = row.Agent.WhenOvertaken.ToString().ToLowerInvariant(),
        Instances = row.Instances,
        CreatedAt = row.Agent.CreatedAt,
        UpdatedAt = row.Agent.UpdatedAt,
    };
}

internal sealed record AgentTestBody(string? Message);

/// <param name="Success">Whether the agent gave an answer that can be used.</param>
/// <param name="Message">What it said.</param>
/// <param name="Handoff">Whether it wants people to take the conversation.</param>
/// <param name="Error">Why there is no answer.</param>
/// <param name="StatusCode">The HTTP status received.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Attachments">How many files and places it would send beside the text.</param>
/// <param name="Notes">What was odd about the answer without spoiling it.</param>
/// <param name="RequestLine">Method and address.</param>
/// <param name="Request">What was sent, without keys.</param>
/// <param name="Response">What came back.</param>
internal sealed record AgentTestAnswer(
    bool Success, string? Message, bool Handoff, string? Error, int? StatusCode, long DurationMs, int Attachments, IReadOnlyList<string> Notes,
    string? RequestLine, string? Request, string? Response)
{
    public static AgentTestAnswer Of(AgentTest test) => new(
        test.Answer is AgentAnswer.Answered,
        (test.Answer as AgentAnswer.Answered)?.Text,
        test.Answer is AgentAnswer.Answered { HandsOver: true },
        (test.Answer as AgentAnswer.Failed)?.Reason,
        test.Answer.StatusCode,
        (long)test.Duration.TotalMilliseconds,
        (test.Answer as AgentAnswer.Answered)?.Contents.Count ?? 0,
        test.Answer.Notes,
        test.Answer.RequestLine,
        test.Answer.RequestPayload,
        test.Answer.ResponsePayload);
}
