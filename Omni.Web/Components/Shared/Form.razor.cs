using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Omni.Core.Results;

namespace Omni.Web.Components.Shared;

public sealed partial class Form
{
    private readonly HashSet<Field> _fields = [];
    private ElementReference _form;
    private Error? _judged;
    private Error? _forgotten;
    private Error? _seen;

    [Inject] public required IJSRuntime Js { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    /// <summary>What the last attempt was refused for; a new one for every attempt.</summary>
    [Parameter, EditorRequired]
    public required Error? Error { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback OnSubmit { get; set; }

    [Parameter]
    public string Class { get; set; } = "form";

    /// <summary>Its accessible name, where no heading gives one.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    /// <summary>Whether nothing of the refusal holds any more: what it was about has been changed since.</summary>
    internal bool IsSettled { get; private set; }

    /// <summary>Whether the whole refusal was about something else, such as another kind.</summary>
    internal bool IsForgotten => Error is not null && ReferenceEquals(Error, _forgotten);

    // What is not about fields may be about any of them. Fields listen for themselves.
    private EventCallback<ChangeEventArgs> Listening
        => Error is { Fields: null } && !IsSettled ? EventCallback.Factory.Create<ChangeEventArgs>(this, Settle) : default;

    /// <summary>Takes all errors back, when something changed that they depended on.</summary>
    public void Forget()
    {
        (_forgotten, IsSettled) = (Error, true);
        StateHasChanged();
    }

    internal void Join(Field field) => _fields.Add(field);

    internal void Part(Field field) => _fields.Remove(field);

    internal void Settle()
    {
        IsSettled = Error is { Fields: null } || !_fields.Any(f => f.IsWrong);
        StateHasChanged();
    }

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(Error, _judged))
        {
            (_judged, IsSettled) = (Error, false);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Error is not null && !ReferenceEquals(Error, _seen))
        {
            _seen = Error;
            Toasts.Settle();
            await Js.InvokeVoidAsync("omni.form.showWrong", _form);
        }
    }
}
