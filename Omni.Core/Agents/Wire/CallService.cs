// Calls an agent's service over HTTP within the agent's time, keeps what was exchanged, and puts into words what went wrong.
using System.Net;
using Omni.Core.Agents.Answers;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;
using Omni.Core.Results;

namespace Omni.Core.Agents.Wire;

/// <summary>For agent clients. Every call obeys the outbound rule and follows no redirects.</summary>
public sealed class CallService(IHttpMessageHandlerFactory handlers)
{
    /// <param name="agent">Its time and its key.</param>
    /// <param name="stream">Hears the answer while it grows.</param>
    /// <param name="askAsync">Speaks the protocol. May throw what HttpClient throws; the answer need not tell what was exchanged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<AgentAnswer> RunAsync(
        AgentConnection agent, IAgentStream stream, Func<HttpClient, GrowingAnswer, CancellationToken, Task<AgentAnswer>> askAsync, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(agent.Url) && WebAddress.Read(agent.Url) is null)
        {
            return new AgentAnswer.Failed("The agent's address cannot be used. Give another one.", MayRepeat: false);
        }

        using var exchange = new Exchange(agent.Key);
        var growing = new GrowingAnswer(stream);
        using var http = new HttpClient(new RecordExchange(exchange, handlers.CreateHandler(NamedClients.Agents))) { Timeout = Timeout.InfiniteTimeSpan };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(agent.Timeout);
        var answer = exchange.Into(await TryAsync(agent, () => askAsync(http, growing, patience.Token), cancellationToken));

        // What somebody may have read already is not said once more in other words.
        return answer is AgentAnswer.Failed { MayRepeat: true } failed && growing.IsHeard ? failed with { MayRepeat = false } : answer;
    }

    /// <summary>What a status other than 2xx means, in words for members.</summary>
    internal static AgentAnswer.Failed Refused(int status) => status switch
    {
        401 or 403 => new($"The agent's service refused the key (status {status}).", MayRepeat: false),
        404 or 405 => new($"The agent's service knows no such address or agent (status {status}).", MayRepeat: false),
        429 => new("The agent's service is asked too often (status 429).", MayRepeat: true),
        >= 300 and < 400 => new($"The agent's service points to another address (status {status}), which Omni does not follow.", MayRepeat: false),
        _ => new($"The agent answered with status {status}.", MayRepeat: status >= (int)HttpStatusCode.InternalServerError),
    };

    private static string Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "The agent could not be reached: the name in its address is unknown.",
        HttpRequestError.SecureConnectionError => "The agent could not be reached: its certificate was not accepted.",
        HttpRequestError.ConnectionError => "The agent could not be reached: nothing answers at its address.",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "The agent's answer made no sense.",
        _ => "The agent could not be reached.",
    };

    private static async Task<AgentAnswer> TryAsync(AgentConnection agent, Func<Task<AgentAnswer>> askAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await askAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AgentAnswer.Failed($"The agent did not answer within {agent.Timeout.TotalSeconds:0} seconds.", MayRepeat: true);
        }
        catch (Exception exception) when (AnswerTooLongException.IsIn(exception))
        {
            return new AgentAnswer.Failed("The agent's answer is too long to be read.", MayRepeat: false);
        }
        catch (HttpRequestException exception) when (OutboundRefusedException.MessageIn(exception) is { } refusal)
        {
            return new AgentAnswer.Failed(refusal, MayRepeat: false);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is not HttpRequestError.ResponseEnded)
        {
            return new AgentAnswer.Failed(Explain(exception.HttpRequestError), MayRepeat: true);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new AgentAnswer.Failed("The agent broke off its answer.", MayRepeat: true);
        }
        catch (Exception exception) when (exception.IsBrokenAnswer)
        {
            return ReadAnswer.Unreadable();
        }
    }
}
