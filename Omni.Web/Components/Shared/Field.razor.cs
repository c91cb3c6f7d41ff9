using System.Linq.Expressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Omni.Web.Components.Shared;

public sealed partial class Field : IDisposable
{
    private FieldContext _context = new("", false);
    private EditContext? _listened;

    [CascadingParameter] private EditContext? Form { get; set; }

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

    /// <summary>A fixed id for the input; made up when null.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>The input; put the context's attributes on it.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment<FieldContext> ChildContent { get; set; }

    private string? Message => Error ?? (For is not null && Form is not null ? Form.GetValidationMessages(FieldIdentifier.Create(For)).FirstOrDefault() : null);

    public void Dispose()
    {
        if (_listened is not null)
        {
            _listened.OnValidationStateChanged -= OnValidated;
        }
    }

    protected override void OnParametersSet()
    {
        _context = new(Id ?? (_context.Id.Length > 0 ? _context.Id : $"field-{Guid.NewGuid():N}"[..14]), Help is not null);

        if (Form is not null && Form != _listened)
        {
            Dispose();
            _listened = Form;
            Form.OnValidationStateChanged += OnValidated;
        }
    }

    private void OnValidated(object? sender, ValidationStateChangedEventArgs args) => StateHasChanged();
}
