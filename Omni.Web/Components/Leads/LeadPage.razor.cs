using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Leads;
using Omni.Core.Results;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Leads;

public sealed partial class LeadPage : ReadingScreen
{
    private LeadDraft _draft = new();
    private IReadOnlyList<MemberRow> _members = [];
    private IReadOnlyList<string> _stages = [];
    private LeadRow? _row;
    private Error? _error;
    private Guid? _read;
    private bool _isMissing;
    private bool _isBusy;

    [Parameter]
    public Guid Id { get; set; }

    [Inject] public required FindLeads Leads { get; init; }

    [Inject] public required ChangeLead Change { get; init; }

    [Inject] public required DeleteLead Delete { get; init; }

    [Inject] public required ListMembers Members { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Id)
        {
            _read = Id;
            _members = await Members.RunAsync(Leaving);
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        _stages = await Leads.StagesAsync(Leaving);
        _row = await Leads.ByIdAsync(Id, Leaving);
        _isMissing = _row is null;
        _draft = _row is null ? new() : LeadDraft.Of(_row);
    }

    private async Task SaveAsync()
    {
        _isBusy = true;

        try
        {
            var saved = await Change.RunAsync(Id, _draft.ToFields(), Options.Value.DefaultRegion, CancellationToken.None);
            _error = saved.Error?.Kind is ErrorKind.Conflict ? Error.Invalid("phone_number", "Another contact has this number. If the two are one person, merge their conversations in the inbox.") : saved.Error;

            if (saved.IsOk)
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
        if (_row is not { } row || !await Confirm.AskAsync($"Delete the lead “{row.Name}”?", "The contact and all messages stay.", "Delete lead"))
        {
            return;
        }

        var deleted = await Delete.RunAsync(Id, CancellationToken.None);

        if (deleted.IsOk)
        {
            Toasts.Say("The lead was deleted.");
            Navigation.NavigateTo("leads");
        }
        else
        {
            Toasts.Warn(deleted.Error.Message);
        }
    }
}
