using Microsoft.AspNetCore.Components;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Core.Tenancy;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Instances;

public sealed partial class InstancesPage : IDisposable
{
    private const int Most = 500;

    private IReadOnlyList<InstanceRow>? _rows;
    private FeedWatch? _watch;

    [Inject] public required FindInstances Instances { get; init; }

    [Inject] public required LiveFeed Feed { get; init; }

    [Inject] public required TenantContext Tenant { get; init; }

    public void Dispose() => _watch?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _watch = new(Feed, Tenant.Required, change => change.Kind is FeedKind.Instance, _ => InvokeAsync(RefreshAsync));
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

    private async Task ReadAsync() => _rows = await Instances.ListAsync(null, null, Most, CancellationToken.None);
}
