using Microsoft.AspNetCore.Components;
using Omni.Core.Results;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Web.Components.WebhookSubscriptions;

public sealed partial class NewWebhook
{
    private readonly WebhookDraft _draft = new();
    private NewSubscription? _made;
    private Error? _error;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public required EventCallback OnClose { get; set; }

    [Inject] public required CreateSubscription Create { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private async Task CreateAsync()
    {
        if (_draft is { IsAll: false, Events.Count: 0 })
        {
            _error = Error.Invalid("events", "Choose at least one, or all.");
            return;
        }

        _isBusy = true;

        try
        {
            var made = await Create.RunAsync(_draft.ToFields(), CancellationToken.None);
            (_made, _error) = (made.Value, made.Error);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task CloseAsync()
    {
        await OnClose.InvokeAsync();

        if (_made is { Subscription.Id: var id })
        {
            Navigation.NavigateTo($"webhooks/{id}");
        }
    }
}
