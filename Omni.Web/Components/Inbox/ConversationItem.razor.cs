using Microsoft.AspNetCore.Components;
using Omni.Core.Conversations;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class ConversationItem
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public required ConversationRow Row { get; set; }

    [Parameter]
    public bool IsOpen { get; set; }

    private string? Waiting
        => Row.WaitingSince is { } since && Clock.GetUtcNow() - since is var wait && wait > Patience
            ? wait switch
            {
                { TotalHours: < 1 } => $"{(int)wait.TotalMinutes}m",
                { TotalDays: < 1 } => $"{(int)wait.TotalHours}h",
                _ => $"{(int)wait.TotalDays}d",
            }
            : null;
}
