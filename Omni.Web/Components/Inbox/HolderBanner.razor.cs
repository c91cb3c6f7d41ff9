using Microsoft.AspNetCore.Components;
using Omni.Core.Conversations;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class HolderBanner
{
    private bool _isBusy;

    [Inject] public required BrowserClock Browser { get; init; }

    /// <summary>Of a conversation that has an agent.</summary>
    [Parameter, EditorRequired]
    public required ConversationDetails Details { get; set; }

    [Parameter]
    public string MemberName { get; set; } = "";

    /// <summary>True gives it to the agent, false takes it over.</summary>
    [Parameter]
    public EventCallback<bool> OnSwitch { get; set; }

    private bool IsAgents => Details.Row.BotEnabled;

    private async Task SwitchAsync()
    {
        _isBusy = true;

        try
        {
            await OnSwitch.InvokeAsync(!IsAgents);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private static string QuietInWords(int minutes) => minutes switch
    {
        1 => "a quiet minute",
        60 => "a quiet hour",
        _ when minutes % 60 == 0 => $"{minutes / 60} quiet hours",
        _ => $"{minutes} quiet minutes",
    };
}
