using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Contacts;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Contacts;

public sealed partial class NewContact
{
    private readonly ContactDraft _draft = new();
    private Error? _error;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public required EventCallback OnClose { get; set; }

    [Inject] public required CreateContact Create { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private async Task CreateAsync()
    {
        _isBusy = true;

        try
        {
            var made = await Create.RunAsync(_draft.ToFields(), Options.Value.DefaultRegion, CancellationToken.None);
            _error = made.Error?.Kind is ErrorKind.Conflict ? Error.Invalid("phone_number", "Somebody has this number already. Search for it.") : made.Error;

            if (made.IsOk)
            {
                Navigation.NavigateTo($"contacts/{made.Value}");
            }
        }
        finally
        {
            _isBusy = false;
        }
    }
}
