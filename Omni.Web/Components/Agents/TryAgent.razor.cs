using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Omni.Core.Agents;
using Omni.Core.Delivery;

namespace Omni.Web.Components.Agents;

public sealed partial class TryAgent : IAgentStream, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string _message = "";
    private string _growing = "";
    private int _isDrawing;
    private AgentTest? _test;
    private string? _error;
    private CancellationTokenSource? _asking;

    /// <summary>Name of the agent.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Inject] public required TestAgent Test { get; init; }

    public void Dispose() => _asking?.Cancel();

    /// <summary>Draws the text so far, at most once in a while.</summary>
    public ValueTask GrowAsync(string text, CancellationToken cancellationToken)
    {
        _growing = text;

        if (Interlocked.Exchange(ref _isDrawing, 1) == 0)
        {
            _ = InvokeAsync(DrawAsync);
        }

        return ValueTask.CompletedTask;
    }

    private async Task DrawAsync()
    {
        StateHasChanged();
        await Task.Delay(Pause);
        Volatile.Write(ref _isDrawing, 0);
        StateHasChanged();
    }

    private async Task AskAsync()
    {
        if (_asking is not null)
        {
            return;
        }

        using var asking = new CancellationTokenSource();
        (_asking, _test, _error, _growing) = (asking, null, null, "");
        StateHasChanged();

        try
        {
            var asked = await Test.RunAsync(Name, _message, this, asking.Token);
            (_test, _error) = (asked.Value, asked.Error?.Message);
        }
        catch (OperationCanceledException) when (asking.IsCancellationRequested)
        {
            // Stopped by whoever asked, or their page is gone.
        }
        finally
        {
            _asking = null;
        }
    }

    private async Task StopAsync()
    {
        if (_asking is { } asking)
        {
            await asking.CancelAsync();
        }
    }

    private static string Describe(NewContent content) => content.Details?.Location is { } place
        ? string.Create(CultureInfo.InvariantCulture, $"{(place.Name is { } name ? $"{name}, " : null)}{place.Latitude:0.#####}, {place.Longitude:0.#####}")
        : string.Join(" · ", ((string?[])[content.File?.FileName ?? content.File?.Url ?? content.File?.MimeType, content.Text]).Where(t => !string.IsNullOrEmpty(t)));

    private static string Pretty(string? payload)
    {
        if (payload is null)
        {
            return "Nothing.";
        }

        try
        {
            return JsonNode.Parse(payload)?.ToJsonString(Readable) ?? payload;
        }
        catch (JsonException)
        {
            return payload;
        }
    }
}
