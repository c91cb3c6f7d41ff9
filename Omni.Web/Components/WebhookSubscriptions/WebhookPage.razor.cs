using Microsoft.AspNetCore.Components;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.WebhookSubscriptions;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.WebhookSubscriptions;

public sealed partial class WebhookPage : LiveScreen
{
    private WebhookDraft _draft = new();
    private SubscriptionRow? _row;
    private Error? _error;
    private Guid? _read;
    private bool _isMissing;
    private bool _isBusy;

    [Parameter]
    public required Guid Id { get; set; }

    [Inject] public required FindSubscriptions Webhooks { get; init; }

    [Inject] public required UpdateSubscription Update { get; init; }

    [Inject] public required DeleteSubscription Delete { get; init; }

    [Inject] public required TestSubscription Test { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
        => Follow(change => change.Kind is FeedKind.Webhook && change.SubjectId == Id, ReadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Id)
        {
            _read = Id;
            await ReadAsync();
            _draft = _row is null ? new() : WebhookDraft.Of(_row.Subscription);
        }
    }

    // What was typed stays: only how it goes is read anew.
    private async Task ReadAsync()
    {
        var read = BeginRead();
        var row = await Webhooks.ByIdAsync(Id, Leaving);

        if (MayShow(read))
        {
            (_row, _isMissing) = (row, row is null);
        }
    }

    private async Task SaveAsync()
    {
        if (_draft is { IsAll: false, Events.Count: 0 })
        {
            _error = Error.Invalid("events", "Choose at least one, or all.");
            return;
        }

        await BusyAsync(async () =>
        {
            _error = (await Update.RunAsync(Id, _draft.ToFields(), CancellationToken.None)).Error;

            if (_error is null)
            {
                Toasts.Say("Saved.");
            }
        });
    }

    private Task SwitchAsync(bool isActive) => BusyAsync(async () =>
    {
        if ((await Update.RunAsync(Id, new() { IsActive = isActive }, CancellationToken.None)).Error is { } error)
        {
            Toasts.Warn(error.Message);
        }
    });

    private Task TestAsync() => BusyAsync(async () =>
    {
        var tested = await Test.RunAsync(Id, CancellationToken.None);

        if (tested.Value is { Status: WebhookDeliveryStatus.Delivered } ping)
        {
            Toasts.Say($"The receiver took the test: {ping.StatusCode} in {ping.DurationInWords}.");
        }
        else
        {
            Toasts.Warn($"The test was not taken. {tested.Value?.Error ?? tested.Error?.Message}");
        }
    });

    private async Task BusyAsync(Func<Task> workAsync)
    {
        _isBusy = true;

        try
        {
            await workAsync();
            await ReadAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task DeleteAsync()
    {
        if (_row is { Subscription: var webhook } && await Confirm.AskAsync($"Delete the webhook to “{webhook.Host}”?", "The receiver hears nothing more, not even of what waits. Its log goes too.", "Delete webhook"))
        {
            await Delete.RunAsync(Id, CancellationToken.None);
            Toasts.Say($"The webhook to {webhook.Host} was deleted.");
            Navigation.NavigateTo("webhooks");
        }
    }
}
