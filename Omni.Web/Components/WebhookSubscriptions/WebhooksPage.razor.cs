using Microsoft.AspNetCore.Components;
using Omni.Core.Feed;
using Omni.Core.Tenancy;
using Omni.Core.WebhookSubscriptions;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.WebhookSubscriptions;

public sealed partial class WebhooksPage : IDisposable
{
    private const int Most = 200;

    private IReadOnlyList<SubscriptionRow>? _rows;
    private FeedWatch? _watch;
    private bool _isAdding;

    [Inject] public required FindSubscriptions Webhooks { get; init; }

    [Inject] public required LiveFeed Feed { get; init; }

    [Inject] public required TenantContext Tenant { get; init; }

    public void Dispose() => _watch?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _watch = new(Feed, Tenant.Required, change => change.Kind is FeedKind.Webhook, _ => InvokeAsync(RefreshAsync));
        await ReadAsync();
    }

    private async Task RefreshAsync()
    {
        try
        {
            await ReadAsync();
            StateHasChanged();
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task ReadAsync() => _rows = await Webhooks.ListAsync(null, Most, CancellationToken.None);
}
