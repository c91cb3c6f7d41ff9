using Microsoft.AspNetCore.Components;
using Omni.Core.Agents;
using Omni.Core.Results;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Agents;

public sealed partial class AgentPage
{
    private AgentDraft _draft = new();
    private AgentRow? _row;
    private Error? _error;
    private string? _read;
    private bool _isMissing;
    private bool _isBusy;

    [Parameter]
    public required string Name { get; set; }

    [Inject] public required FindAgents Agents { get; init; }

    [Inject] public required UpdateAgent Update { get; init; }

    [Inject] public required DeleteAgent Delete { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Name)
        {
            _read = Name;
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        _row = await Agents.ByNameAsync(Name, CancellationToken.None);
        _isMissing = _row is null;
        _draft = _row is null ? new() : AgentDraft.Of(_row.Agent);
    }

    private async Task SaveAsync()
    {
        _isBusy = true;

        try
        {
            _error = (await Update.RunAsync(Name, _draft.ToChange(), keepsKeys: false, CancellationToken.None)).Error;

            if (_error is null)
            {
                await ReadAsync();
                Toasts.Say("Saved.");
            }
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task DeleteAsync()
    {
        if (_row is not { } row)
        {
            return;
        }

        if (await Confirm.AskAsync($"Delete agent “{Name}”?", AgentWords.WithoutIt(row), $"Delete {Name}", Name))
        {
            await Delete.RunAsync(Name, force: true, CancellationToken.None);
            Toasts.Say($"{Name} was deleted.");
            Navigation.NavigateTo("agents");
        }
    }
}
