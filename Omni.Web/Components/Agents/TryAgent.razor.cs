using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Omni.Core.Agents;

namespace Omni.Web.Components.Agents;

public sealed partial class TryAgent
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string _message = "";
    private AgentTest? _test;
    private string? _error;
    private bool _isBusy;

    /// <summary>Name of the agent.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Inject] public required TestAgent Test { get; init; }

    private async Task AskAsync()
    {
        (_isBusy, _test, _error) = (true, null, null);
        StateHasChanged();

        try
        {
            var asked = await Test.RunAsync(Name, _message, CancellationToken.None);
            (_test, _error) = (asked.Value, asked.Error?.Message);
        }
        finally
        {
            _isBusy = false;
        }
    }

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
