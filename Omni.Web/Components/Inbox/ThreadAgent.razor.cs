using Microsoft.AspNetCore.Components;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class ThreadAgent
{
    private const int Most = 200;
    private List<string>? _agents;

    [Inject] public required FindAgents Agents { get; init; }

    [Inject] public required ChooseThreadAgent Choose { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter, EditorRequired]
    public required ConversationDetails Details { get; set; }

    [Parameter]
    public string MemberName { get; set; } = "";

    protected override async Task OnInitializedAsync()
        => _agents = [.. (await Agents.ListAsync(null, Most, CancellationToken.None)).Select(a => a.Agent.Name)];

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        var name = change.Value?.ToString() is { Length: > 0 } chosen ? chosen : null;

        if ((await Choose.RunAsync(Details.Row.Id, name, MemberName, null, CancellationToken.None)).Error is { } error)
        {
            Toasts.Warn(error.Message);
        }
    }
}
