// An agent in the test's own hands: it says what the test says, when the test says it.
using System.Threading.Channels;
using Omni.Core.Agents;

namespace Omni.Tests.Support;

/// <summary>Stands in for the built-in agent, whose kind needs no network. One question at a time.</summary>
public sealed class GrowingAgent : IAgentClient
{
    private readonly Channel<AgentAnswer?> _ends = Channel.CreateUnbounded<AgentAnswer?>();
    private readonly Channel<string> _texts = Channel.CreateUnbounded<string>();
    private readonly CallLog<AgentQuestion> _asked = new();
    private int _stopped;

    public AgentKind Kind => AgentKind.Echo;

    public IReadOnlyList<AgentQuestion> Asked => _asked.All;

    /// <summary>How many questions were called off.</summary>
    public int Stopped => Volatile.Read(ref _stopped);

    public Task WaitForQuestionsAsync(int count) => _asked.WaitAsync(_ => true, count, Eventually.Patience);

    /// <summary>The whole text so far.</summary>
    public void Grow(string text) => _texts.Writer.TryWrite(text);

    public void End(AgentAnswer answer) => _ends.Writer.TryWrite(answer);

    public async Task<AgentAnswer> AskAsync(AgentQuestion question, AgentConnection agent, IAgentStream stream, CancellationToken cancellationToken)
    {
        _asked.Add(question);

        try
        {
            while (true)
            {
                while (_texts.Reader.TryRead(out var text))
                {
                    await stream.GrowAsync(text, cancellationToken);
                }

                if (_ends.Reader.TryRead(out var answer))
                {
                    return answer! with { RequestPayload = "{}", ResponsePayload = "{}" };
                }

                await Task.Delay(10, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _stopped);

            while (_texts.Reader.TryRead(out _))
            {
            }

            throw;
        }
    }
}
