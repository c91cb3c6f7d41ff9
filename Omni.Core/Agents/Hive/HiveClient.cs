// Speaks the Hive agent API (Agno's): POST {url}/agents/{id}/runs or /teams/{id}/runs, plain or streamed. Shapes as in the contract, section 3.2.
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Omni.Core.Agents.Answers;
using Omni.Core.Agents.Wire;
using Omni.Core.Channels;

namespace Omni.Core.Agents.Hive;

public sealed class HiveClient(CallService service) : IAgentClient
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public AgentKind Kind => AgentKind.Hive;

    public async Task<AgentAnswer> AskAsync(AgentQuestion question, AgentConnection agent, IAgentStream stream, CancellationToken cancellationToken)
        => string.IsNullOrEmpty(agent.Url)
            ? new AgentAnswer.Failed("The agent has no address.", MayRepeat: false)
            : await service.RunAsync(agent, stream, (http, growing, patience) => RunAsync(http, question, agent, growing, patience), cancellationToken);

    private static async Task<AgentAnswer> RunAsync(
        HttpClient http, AgentQuestion question, AgentConnection agent, GrowingAnswer growing, CancellationToken cancellationToken)
    {
        using var request = ToRequest(question, agent);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        if (!response.IsSuccessStatusCode)
        {
            // Read to the end, so that the trace holds what was said.
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return CallService.Refused((int)response.StatusCode);
        }

        // Some services answer at once although they were asked to stream.
        return response.Content.Headers.ContentType?.MediaType is "text/event-stream"
            ? await ListenAsync(response.Content, growing, cancellationToken)
            : Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Content.Headers.ContentType?.MediaType);
    }

    private static HttpRequestMessage ToRequest(AgentQuestion question, AgentConnection agent)
    {
        var fields = new Dictionary<string, string>
        {
            ["message"] = question.Message,
            ["stream"] = agent.Streams ? "true" : "false",
            ["user_id"] = question.UserId.ToString(),
            ["session_id"] = question.SessionId.ToString(),
        };
        var kind = agent.IsTeam ? "teams" : "agents";
        var request = new HttpRequestMessage(HttpMethod.Post, $"{agent.Url!.TrimEnd('/')}/{kind}/{Uri.EscapeDataString(agent.ServiceAgentId)}/runs")
        {
            Content = new FormUrlEncodedContent(fields),
        };
        request.Options.Set(Exchange.Shown, JsonSerializer.Serialize(fields, Readable));
        request.Headers.Accept.ParseAdd(agent.Streams ? "text/event-stream, application/json" : "application/json");

        if (!string.IsNullOrEmpty(agent.Key))
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", agent.Key);
        }

        return request;
    }

    private static AgentAnswer Read(byte[] body, string? mediaType)
    {
        var run = LooseJson.TryParse(body) ?? default;

        return run.At("status").Text()?.ToUpperInvariant() is "ERROR" or "FAILED" ? ReadAnswer.SaidItFailed()
            : run.At("content").Text() is { } text ? ReadAnswer.With(text.Trim(), run)
            : run.At("content").IsObject() ? ReadAnswer.With(ReadAnswer.TextOf(run.At("content")) ?? "", run, run.At("content"))
            : ReadAnswer.From(Encoding.UTF8.GetString(body), mediaType);
    }

    private static async Task<AgentAnswer> ListenAsync(HttpContent content, GrowingAnswer growing, CancellationToken cancellationToken)
    {
        var run = new HiveRun(growing);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);

        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            await run.TakeAsync(item, cancellationToken);

            if (run.IsOver)
            {
                break;
            }
        }

        return run.Answer;
    }
}
