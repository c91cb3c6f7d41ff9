// Speaks chat completions with a model, at OpenAI or at any address that speaks like it (contract 3.3).
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.ExceptionServices;
using Omni.Core.Agents.Answers;
using Omni.Core.Agents.Wire;
using OpenAI;
using OpenAI.Chat;

namespace Omni.Core.Agents.OpenAi;

public sealed class OpenAiClient(CallService service) : IAgentClient
{
    public AgentKind Kind => AgentKind.OpenAi;

    public async Task<AgentAnswer> AskAsync(AgentQuestion question, AgentConnection agent, IAgentStream stream, CancellationToken cancellationToken)
        => string.IsNullOrEmpty(agent.Model)
            ? new AgentAnswer.Failed("The agent has no model.", MayRepeat: false)
            : await service.RunAsync(agent, stream, (http, growing, patience) => TalkAsync(http, question, agent, growing, patience), cancellationToken);

    private static async Task<AgentAnswer> TalkAsync(
        HttpClient http, AgentQuestion question, AgentConnection agent, GrowingAnswer growing, CancellationToken cancellationToken)
    {
        try
        {
            return await new TalkWithModel(Chat(http, agent), question, agent, growing).RunAsync(cancellationToken);
        }
        catch (ClientResultException exception) when (exception.Status > 0)
        {
            return CallService.Refused(exception.Status);
        }
        catch (ClientResultException exception) when (exception.InnerException is { } cause)
        {
            // No answer at all: the caller has words for what HttpClient throws.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or HttpRequestException or IOException))
        {
            // The package throws many things at what only resembles OpenAI's answers.
            return ReadAnswer.Unreadable();
        }
    }

    // The package repeats nothing by itself, waits as long as it is let, and writes no log.
    private static ChatClient Chat(HttpClient http, AgentConnection agent)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            EnableDistributedTracing = false,
            ClientLoggingOptions = new() { EnableLogging = false },
        };

        if (!string.IsNullOrEmpty(agent.Url))
        {
            options.Endpoint = new Uri(agent.Url.TrimEnd('/'));
        }

        // The package marks this way of doing without a key as an experiment.
#pragma warning disable OPENAI001
        return string.IsNullOrEmpty(agent.Key) ? new(agent.Model, new NoKey(), options) : new(agent.Model, new ApiKeyCredential(agent.Key), options);
#pragma warning restore OPENAI001
    }

    // Servers of one's own often want no key.
    private sealed class NoKey : AuthenticationPolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) => ProcessNext(message, pipeline, currentIndex);

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
            => ProcessNextAsync(message, pipeline, currentIndex);
    }
}
