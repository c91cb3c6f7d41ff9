using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Leads;
using Omni.Core.Results;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Leads;

public sealed partial class NewLead : ReadingScreen
{
    private readonly LeadDraft _draft = new();
    private IReadOnlyList<MemberRow> _members = [];
    private IReadOnlyList<string> _stages = [];
    private Error? _error;
    private bool _isBusy;

    /// <summary>Whose lead it is; null when a number says so.</summary>
    [Parameter]
    public Guid? ContactId { get; set; }

    /// <summary>What it is called unless somebody types otherwise.</summary>
    [Parameter]
    public string? Name { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback OnClose { get; set; }

    [Inject] public required CreateLead Create { get; init; }

    [Inject] public required FindLeads Leads { get; init; }

    [Inject] public required ListMembers Members { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _draft.Name = Name ?? "";
        _members = await Members.RunAsync(Leaving);
        _stages = await Leads.StagesAsync(Leaving);
    }

    private async Task CreateAsync()
    {
        _isBusy = true;

        try
        {
            var made = await Create.RunAsync(_draft.ToFields() with { ContactId = ContactId?.ToString() }, Options.Value.DefaultRegion, CancellationToken.None);
            _error = made.Error;

            if (made.IsOk)
            {
                Toasts.Say($"{_draft.Name.Trim()} is a lead now.");
                await OnClose.InvokeAsync();
            }
        }
        finally
        {
            _isBusy = false;
        }
    }
}
