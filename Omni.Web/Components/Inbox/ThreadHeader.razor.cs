using Microsoft.AspNetCore.Components;
using Omni.Core.Conversations;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class ThreadHeader
{
    [Inject] public required BrowserClock Browser { get; init; }

    /// <summary>Null while it loads.</summary>
    [Parameter, EditorRequired]
    public required ConversationDetails? Details { get; set; }

    [Parameter]
    public bool IsPersonShown { get; set; }

    [Parameter]
    public EventCallback OnTogglePerson { get; set; }

    [Parameter]
    public EventCallback OnResolve { get; set; }

    [Parameter]
    public EventCallback OnReopen { get; set; }
}
