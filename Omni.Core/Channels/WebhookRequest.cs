namespace Omni.Core.Channels;

/// <summary>A webhook as it came in.</summary>
/// <param name="Body">The raw bytes, unparsed.</param>
/// <param name="Headers">By name, case-insensitive.</param>
/// <param name="Query">By name, case-insensitive.</param>
/// <param name="EventSuffix">What stood behind the instance in the path, such as <c>messages-upsert</c>; null when nothing did.</param>
public sealed record WebhookRequest(
    ReadOnlyMemory<byte> Body,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Query,
    string? EventSuffix);
