using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Shared;

public sealed partial class SearchField : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _told = [];
    private string _text = "";
    private string _given = "";
    private int _number;

    /// <summary>For who cannot see the placeholder.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    [Parameter]
    public string Value { get; set; } = "";

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    public void Dispose() => _number = -1;

    // What somebody else sets counts. What was told from here comes back later, perhaps trimmed, while more is being typed.
    protected override void OnParametersSet()
    {
        if (Value == _given)
        {
            return;
        }

        _given = Value;
        var told = _told.FindIndex(t => t.Trim() == Value.Trim());
        _told.RemoveRange(0, told < 0 ? _told.Count : told + 1);

        if (told < 0)
        {
            _text = Value;
            _number++;
        }
    }

    private async Task TypeAsync(string? text)
    {
        _text = text ?? "";
        var number = ++_number;
        await Task.Delay(Pause);

        if (number == _number)
        {
            if (_text != _given)
            {
                _told.Add(_text);
            }

            await ValueChanged.InvokeAsync(_text);
        }
    }
}
