using Microsoft.AspNetCore.Components;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Instances;

public sealed partial class InstancesPage : LiveScreen
{
    private const int Most = 500;

    private IReadOnlyList<InstanceRow>? _rows;

    [Inject] public required FindInstances Instances { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Follow(change => change.Kind is FeedKind.Instance, ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var found = await Instances.ListAsync(null, null, Most, Leaving);
        _rows = MayShow(read) ? found : _rows;
    }
}
