// Speaks the Automagik agent API: POST {url}/api/agent/chat. Shapes as in the contract, section 3.1.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;

namespace Omni.Core.Agents.Automagik;

public sealed class AutomagikClient(IHttpClientFactory clients) : IAgentClient
{
    private const int LargestAnswer = 4 * 1024 * 1024;

    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public AgentKind Kind => AgentKind.Automagik;

    public async Task<AgentAnswer> AskAsync(AgentQuestion question, AgentConnection agent, IAgentStream stream, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(agent.Url))
        {
            return new AgentAnswer.Failed("The agent has no address.", MayRepeat: false);
        }

        var body = JsonSerializer.Serialize(ToBody(question, agent), Wire);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(agent.Timeout);

        try
        {
            return await PostAsync(agent, body, timeout.Token) with { RequestPayload = body };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AgentAnswer.Failed($"The agent did not answer within {agent.Timeout.TotalSeconds:0} seconds.", MayRepeat: true) { RequestPayload = body };
        }
        catch (HttpRequestException exception) when (OutboundRefusedException.MessageIn(exception) is { } refusal)
        {
            return new AgentAnswer.Failed(refusal, MayRepeat: false) { RequestPayload = body };
        }
        catch (HttpRequestException exception)
        {
            return new AgentAnswer.Failed($"The agent could not be reached ({exception.HttpRequestError}).", MayRepeat: true) { RequestPayload = body };
        }
        catch (IOException)
        {
            return new AgentAnswer.Failed("The agent broke off its answer.", MayRepeat: true) { RequestPayload = body };
        }
    }

    private async Task<AgentAnswer> PostAsync(AgentConnection agent, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{agent.Url!.TrimEnd('/')}/api/agent/chat");
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

        if (!string.IsNullOrEmpty(agent.Key))
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {agent.Key}");
            request.Headers.TryAddWithoutValidation("x-api-key", agent.Key);
        }

        using var response = await clients.CreateClient(NamedClients.Agents).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var text = await ReadAsync(response.Content, cancellationToken);

        if (!response.IsSuccessStatusCode)
        {
            return new AgentAnswer.Failed($"The agent answered with status {(int)response.StatusCode}.", IsPassing(response.StatusCode))
            {
                ResponsePayload = text,
                StatusCode = (int)response.StatusCode,
            };
        }

        var answer = text is null
            ? new AgentAnswer.Failed("The agent's answer is too long to be read.", MayRepeat: false)
            : ReadAnswer.From(text, response.Content.Headers.ContentType?.MediaType);
        return answer with { ResponsePayload = text, StatusCode = (int)response.StatusCode };
    }

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    // Null when the answer is larger than anything a person would read.
    private static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var memory = new MemoryStream();
        var buffer = new byte[16 * 1024];

        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (memory.Length + read > LargestAnswer)
            {
                return null;
            }

            memory.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }

    private static object ToBody(AgentQuestion question, AgentConnection agent) => new
    {
        question.UserId,
        question.SessionId,
        question.SessionName,
        question.Message,
        question.MessageType,
        question.SessionOrigin,
        AgentId = agent.ServiceAgentId,
        User = new { question.PhoneNumber, question.Email, UserData = new { Name = question.UserName } },
        MediaContents = Array.Empty<object>(),
        question.Context,
    };
}
