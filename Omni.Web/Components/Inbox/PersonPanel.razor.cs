using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Omni.Core.Conversations;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class PersonPanel
{
    // What is being typed as the new name; null while nobody is renaming.
    private string? _typed;
    private bool _wantsFocus;
    private bool _isMerging;
    private ElementReference _input;

    [Inject] public required RenameContact Rename { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    /// <summary>Null while it loads.</summary>
    [Parameter, EditorRequired]
    public required ConversationDetails? Details { get; set; }

    [Parameter]
    public string MemberName { get; set; } = "";

    [Parameter]
    public EventCallback OnClose { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_wantsFocus)
        {
            _wantsFocus = false;
            await _input.FocusAsync();
        }
    }

    private void Edit() => (_typed, _wantsFocus) = (Details?.Row.ContactName ?? "", true);

    private void OnKey(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
        {
            _typed = null;
        }
    }

    private async Task RenameAsync()
    {
        if (Details is not { } details)
        {
            return;
        }

        var renamed = await Rename.RunAsync(details.Row.ContactId, _typed, CancellationToken.None);

        if (renamed.IsOk)
        {
            _typed = null;
        }
        else
        {
            Toasts.Warn(renamed.Error.Message);
        }
    }
}
