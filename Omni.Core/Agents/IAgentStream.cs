// What an answer is told to while it grows.
namespace Omni.Core.Agents;

/// <summary>Hears an answer while it grows.</summary>
public interface IAgentStream
{
    /// <summary>The whole text so far. It may begin anew when the agent is asked again.</summary>
    ValueTask GrowAsync(string text, CancellationToken cancellationToken);
}

/// <summary>For those who wait for the whole answer.</summary>
public sealed class NoStream : IAgentStream
{
    public static readonly NoStream Instance = new();

    private NoStream()
    {
    }

    public ValueTask GrowAsync(string text, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
