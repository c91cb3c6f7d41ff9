using System.Linq.Expressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Omni.Web.Components.Shared;

public sealed partial class Field : IDisposable
{
    private FieldContext _context = new("", false);
    private EditContext? _listened;

    // The refusal since which it was changed.
    private object? _left;

    [CascadingParameter] private EditContext? Edited { get; set; }

    [CascadingParameter] private Form? Form { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>How to fill it in, or what it is for.</summary>
    [Parameter]
    public string? Help { get; set; }

    /// <summary>What is wrong and what to do; wins over what <see cref="For"/> finds.</summary>
    [Parameter]
    public string? Error { get; set; }

    /// <summary>In an EditForm: the property whose validation message is shown.</summary>
    [Parameter]
    public Expression<Func<object?>>? For { get; set; }

    [Parameter]
    public bool IsOptional { get; set; }

    /// <summary>True for several inputs under one label.</summary>
    [Parameter]
    public bool IsGroup { get; set; }

    /// <summary>A fixed id for the input; made up when null.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>The input; put the context's attributes on it.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment<FieldContext> ChildContent { get; set; }

    internal bool IsWrong => Message is not null;

    private FieldContext Context => _context with { IsInvalid = IsWrong };

    private string? Message => Form is { IsForgotten: true } || (Form?.Error is { } refusal && ReferenceEquals(refusal, _left)) ? null
        : Error ?? (For is not null && Edited is not null ? Edited.GetValidationMessages(FieldIdentifier.Create(For)).FirstOrDefault() : null);

    private EventCallback<ChangeEventArgs> Listening
        => Form is not null && IsWrong ? EventCallback.Factory.Create<ChangeEventArgs>(this, Leave) : default;

    public void Dispose()
    {
        Form?.Part(this);
        StopListening();
    }

    protected override void OnInitialized() => Form?.Join(this);

    private void StopListening()
    {
        if (_listened is not null)
        {
            _listened.OnValidationStateChanged -= OnValidated;
        }
    }

    protected override void OnParametersSet()
    {
        _context = new(Id ?? (_context.Id.Length > 0 ? _context.Id : $"field-{Guid.NewGuid():N}"[..14]), Help is not null);

        if (Edited is not null && Edited != _listened)
        {
            StopListening();
            _listened = Edited;
            Edited.OnValidationStateChanged += OnValidated;
        }
    }

    /// <summary>What was wrong with it has been changed, in the input or beside it.</summary>
    internal void Leave()
    {
        _left = Form?.Error;
        Form?.Settle();
    }

    private void OnValidated(object? sender, ValidationStateChangedEventArgs args) => StateHasChanged();
}
