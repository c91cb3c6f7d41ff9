using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using Omni.Core.Leads;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Contacts;

public sealed partial class ImportDialog
{
    private const int MostShown = 100;

    private ImportSummary? _summary;
    private string? _error;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public required EventCallback OnClose { get; set; }

    [Inject] public required ImportContacts Import { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    private static string Words(ImportSummary summary)
    {
        var words = $"{summary.Created:N0} added, {summary.Updated:N0} changed, {summary.Unchanged:N0} known already";
        return summary.Leads > 0 ? $"{words}; {summary.Leads:N0} {(summary.Leads == 1 ? "lead" : "leads")} made." : $"{words}.";
    }

    private static Dictionary<string, object> Of(FieldContext field) => field.Attributes.ToDictionary(a => a.Key, a => a.Value);

    private async Task ImportAsync(InputFileChangeEventArgs chosen)
    {
        if (chosen.File.Size > ImportContacts.MaxBytes)
        {
            _error = "A file may have 10 MB. Split it.";
            return;
        }

        (_isBusy, _error) = (true, null);
        StateHasChanged();

        try
        {
            await using var file = chosen.File.OpenReadStream(ImportContacts.MaxBytes);
            var imported = await Import.RunAsync(file, Options.Value.DefaultRegion, CancellationToken.None);
            (_summary, _error) = (imported.Value, imported.Error?.Message);
        }
        finally
        {
            _isBusy = false;
        }
    }
}
