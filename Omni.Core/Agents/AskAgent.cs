// Asks a turn's agent, tries again where that may help, and stops when nobody needs the answer any more.
using Microsoft.Extensions.Logging;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

/// <param name="Answer">What it came to; null when it was stopped because nobody needs it any more.</param>
/// <param name="Rest">What of the text is still to be said.</param>
/// <param name="Pieces">How many messages of it were stored while it grew.</param>
internal sealed record AskedTurn(AgentAnswer? Answer, string Rest, short Pieces);

internal sealed partial class AskAgent(
    IEnumerable<IAgentClient> clients, WatchTurn watch, StorePieces pieces, GrowingTexts texts, SecretBox secrets, TenantContext tenant, TimeProvider clock, ILogger<AskAgent> logger)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    public async Task<AskedTurn> RunAsync(Turn turn, AgentQuestion question, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stream = new TurnStream(turn, tenant.Required, pieces, texts, stopping);
        texts.Show(tenant.Required, turn.ConversationId, turn.Agent.Name, "");
        var watching = watch.RunAsync(turn, stopping, ended.Token);

        try
        {
            var answer = await AskAsync(turn, question, stream, stopping.Token);
            return new(answer, answer is AgentAnswer.Answered { Text: var text } ? stream.RestOf(text) : "", stream.Pieces);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, "", stream.Pieces);
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
            texts.End(tenant.Required, turn.ConversationId);
        }
    }

    private async Task<AgentAnswer> AskAsync(Turn turn, AgentQuestion question, TurnStream stream, CancellationToken cancellationToken)
    {
        try
        {
            var agent = AgentConnection.Of(turn.Agent, secrets);
            stream.Hides(agent.Key);
            return (await AskAsync(clients.First(c => c.Kind == agent.Kind), agent, question, stream, cancellationToken)).Without(agent.Key);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The job edge: what nobody foresaw goes to the team too, instead of being asked again for ever.
            LogNotAsked(exception, turn.Id, turn.ConversationId);
            return new AgentAnswer.Failed("Omni could not ask the agent. The log says why.", MayRepeat: false);
        }
    }

    // Once something has left, the beginning is not said again.
    private async Task<AgentAnswer> AskAsync(IAgentClient client, AgentConnection agent, AgentQuestion question, TurnStream stream, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await client.AskAsync(question, agent, stream, cancellationToken);

            if (answer is not AgentAnswer.Failed { MayRepeat: true } || attempt == Pauses.Length || stream.Pieces > 0)
            {
                return answer;
            }

            await Task.Delay(Pauses[attempt], clock, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "The agent could not be asked in turn {TurnId} of conversation {ConversationId}")]
    private partial void LogNotAsked(Exception exception, Guid turnId, Guid conversationId);
}
