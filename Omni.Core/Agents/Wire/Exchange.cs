// What went over the wire between Omni and an agent's service: for traces, and for whoever tries an agent.
using System.Text;

namespace Omni.Core.Agents.Wire;

/// <summary>The last request of an asking, and its answer. Headers are never kept: keys travel there.</summary>
internal sealed class Exchange(string? key) : IDisposable
{
    /// <summary>Bytes of an answer; room for a file as base64.</summary>
    public const int LargestAnswer = 34 * 1024 * 1024;

    /// <summary>On a request whose body reads badly: the JSON to keep in its place.</summary>
    public static readonly HttpRequestOptionsKey<string> Shown = new("Omni.Agents.Shown");

    private readonly MemoryStream _received = new();
    private string? _requestLine;
    private string? _request;
    private int? _statusCode;
    private bool _isStream;

    public async Task BeginAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _received.SetLength(0);
        _statusCode = null;
        _requestLine = $"{request.Method} {request.RequestUri?.GetLeftPart(UriPartial.Path)}";
        _request = request.Options.TryGetValue(Shown, out var shown) ? shown
            : request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : null;
    }

    public void Hear(HttpResponseMessage response)
    {
        _statusCode = (int)response.StatusCode;
        _isStream = response.Content.Headers.ContentType?.MediaType is "text/event-stream";
    }

    /// <exception cref="AnswerTooLongException">The answer is larger than anything that is read.</exception>
    public void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_received.Length + bytes.Length > LargestAnswer)
        {
            _received.SetLength(0);
            throw new AnswerTooLongException();
        }

        _received.Write(bytes);
    }

    /// <summary>The answer, with what was exchanged.</summary>
    public AgentAnswer Into(AgentAnswer answer) => answer with
    {
        RequestLine = _requestLine,
        RequestPayload = _request,
        ResponsePayload = _statusCode is null ? null : Clean(Received()),
        StatusCode = _statusCode,
    };

    public void Dispose() => _received.Dispose();

    private string Received()
    {
        var bytes = _received.GetBuffer().AsMemory(0, (int)_received.Length);
        return _isStream ? ShowEvents.AsJson(bytes) : Encoding.UTF8.GetString(bytes.Span);
    }

    // Some services repeat the key that they refuse.
    private string Clean(string text) => string.IsNullOrEmpty(key) ? text : text.Replace(key, "••••", StringComparison.Ordinal);
}
