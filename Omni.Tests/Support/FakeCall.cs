using System.Text.Json;

namespace Omni.Tests.Support;

/// <summary>One request that a <see cref="FakeEvolution"/> got.</summary>
public sealed record FakeCall
{
    public required string Method { get; init; }

    /// <summary>Without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The last part of the path, or for /instance/create the name in the body.</summary>
    public string? Instance { get; init; }

    public string? ApiKey { get; init; }

    /// <summary>Undefined when there was none, or it was not JSON.</summary>
    public JsonElement Body { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The id of the message, if it was taken over for delivery; null when it was refused. A lost answer is still a message taken over.</summary>
    public string? MessageId { get; init; }

    public bool IsSend => Path.StartsWith("/message/", StringComparison.Ordinal);

    /// <summary>What is sent: sendText, sendMedia …</summary>
    public string Kind => Path.Split('/') is ["", _, var kind, ..] ? kind : "";

    public string? Number => Read("number");

    public string? Text => Read("text");

    internal string? Read(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) ? value.ToString() : null;
}
