using Microsoft.AspNetCore.Components;
using Omni.Core.Conversations;

namespace Omni.Web.Components.Inbox;

public sealed partial class ThreadHeader
{
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

    [Parameter]
    public EventCallback<bool> OnSwitchBot { get; set; }

    private string BotTitle => Details?.Row.BotEnabled is true
        ? "The agent answers this customer first. Switch it off to answer yourself."
        : "People answer this customer. Switch the agent on to let it answer again.";
}
