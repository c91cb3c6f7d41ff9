using Microsoft.AspNetCore.Components;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class ActivityLine
{
    private bool _isBusy;

    [Inject] public required UndoMerge Undo { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter, EditorRequired]
    public required ActivityRow Activity { get; set; }

    /// <summary>True for a merge that can be taken back.</summary>
    [Parameter]
    public bool CanUndo { get; set; }

    [Parameter]
    public string MemberName { get; set; } = "";

    private async Task UndoAsync()
    {
        var isSure = await Confirm.AskAsync(
            $"Take back the merge with {Activity.DetailIsolated()}?",
            "That conversation stands by itself again, with the messages and addresses that came from it, and with what was written from those addresses since.",
            "Undo the merge");

        if (!isSure || _isBusy || Activity.SubjectId is not { } merge)
        {
            return;
        }

        _isBusy = true;

        try
        {
            // Taken back even when the member has left this conversation meanwhile.
            if ((await Undo.RunAsync(merge, MemberName, CancellationToken.None)).Error is { } error)
            {
                Toasts.Warn(error.Message);
            }
            else
            {
                Toasts.Say($"The conversation with {Activity.DetailIsolated()} stands by itself again.");
            }
        }
        finally
        {
            _isBusy = false;
        }
    }
}
