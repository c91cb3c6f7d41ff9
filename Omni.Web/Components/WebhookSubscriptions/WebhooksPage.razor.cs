using Microsoft.AspNetCore.Components;
using Omni.Core.Feed;
using Omni.Core.WebhookSubscriptions;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.WebhookSubscriptions;

public sealed partial class WebhooksPage : LiveScreen
{
    private const int Most = 200;

    private IReadOnlyList<SubscriptionRow>? _rows;
    private bool _isAdding;

    [Inject] public required FindSubscriptions Webhooks { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Follow(change => change.Kind is FeedKind.Webhook, ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var found = await Webhooks.ListAsync(null, Most, Leaving);
        _rows = MayShow(read) ? found : _rows;
    }
}
