// Speaks the Automagik agent API: POST {url}/api/agent/chat. Shapes as in the contract, section 3.1.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Omni.Core.Agents.Answers;
using Omni.Core.Agents.Wire;

namespace Omni.Core.Agents.Automagik;

public sealed class AutomagikClient(CallService service) : IAgentClient
{
    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public AgentKind Kind => AgentKind.Automagik;

    public async Task<AgentAnswer> AskAsync(AgentQuestion question, AgentConnection agent, IAgentStream stream, CancellationToken cancellationToken)
        => string.IsNullOrEmpty(agent.Url)
            ? new AgentAnswer.Failed("The agent has no address.", MayRepeat: false)
            : await service.RunAsync(agent, stream, (http, _, patience) => PostAsync(http, question, agent, patience), cancellationToken);

    private static async Task<AgentAnswer> PostAsync(HttpClient http, AgentQuestion question, AgentConnection agent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{agent.Url!.TrimEnd('/')}/api/agent/chat");
        request.Content = new StringContent(JsonSerializer.Serialize(ToBody(question, agent), Wire), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

        if (!string.IsNullOrEmpty(agent.Key))
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {agent.Key}");
            request.Headers.TryAddWithoutValidation("x-api-key", agent.Key);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return response.IsSuccessStatusCode
            ? ReadAnswer.From(text, response.Content.Headers.ContentType?.MediaType)
            : CallService.Refused((int)response.StatusCode);
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
        MediaContents = question.Media,
        question.Context,
    };
}
