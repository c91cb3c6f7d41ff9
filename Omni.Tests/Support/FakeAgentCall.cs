using System.Text.Json;

namespace Omni.Tests.Support;

/// <summary>One request that a <see cref="FakeAgent"/> got.</summary>
/// <param name="Body">Undefined when there was none, or it was not JSON; see <paramref name="Text"/> then.</param>
/// <param name="Text">The body as it came.</param>
public sealed record FakeAgentCall(string Method, string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body, string Text, DateTimeOffset At)
{
    public string? Authorization => Headers.GetValueOrDefault("authorization");

    public string? ApiKey => Headers.GetValueOrDefault("x-api-key");

    public string? Message => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("message", out var message) ? message.ToString() : null;
}
