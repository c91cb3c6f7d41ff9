using Microsoft.AspNetCore.Components;
using Omni.Core.Agents;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Core.Results;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Instances;

public sealed partial class InstancePage : LiveScreen
{
    // Timers may be early by some milliseconds.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private InstanceDraft _draft = new();
    private InstanceRow? _row;
    private IReadOnlyList<string> _agents = [];
    private Error? _error;
    private string? _read;
    private bool _isMissing;
    private bool _isBusy;
    private DateTimeOffset? _codeUntil;

    [Parameter]
    public required string Name { get; set; }

    [Inject] public required FindInstances Instances { get; init; }

    [Inject] public required FindAgents Agents { get; init; }

    [Inject] public required UpdateInstance Update { get; init; }

    [Inject] public required DeleteInstance Delete { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    protected override void OnInitialized()
        => Follow(change => change.Kind is FeedKind.Instance && (_row is null || change.SubjectId == _row.Instance.Id), ReadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_read == Name)
        {
            return;
        }

        _read = Name;
        _agents = [.. (await Agents.ListAsync(null, 500, Leaving)).Select(a => a.Agent.Name)];
        await ReadAsync();
        _draft = _row is null ? new() : InstanceDraft.Of(_row);
    }

    // What was typed stays: only what the channel says of itself is read anew.
    private async Task ReadAsync()
    {
        var read = BeginRead();
        var row = await Instances.ByNameAsync(Name, Leaving);

        if (MayShow(read))
        {
            (_row, _isMissing) = (row, row is null);
        }

        if (_row?.Instance.CodeUntil is { } until && until != _codeUntil)
        {
            _codeUntil = until;
            _ = EndCodeAsync(until);
        }
    }

    // A code that no newer one follows goes by itself.
    private async Task EndCodeAsync(DateTimeOffset until)
    {
        try
        {
            await Task.Delay(until + Grace - Clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero, Clock, Leaving);
            await DrawAgainAsync(ReadAsync);
        }
        catch (OperationCanceledException)
        {
            // The reader has left.
        }
    }

    private async Task SaveAsync()
    {
        _isBusy = true;

        try
        {
            _error = (await Update.RunAsync(Name, _draft.ToChange(), InstanceAsker.Member, CancellationToken.None)).Error;

            if (_error is null)
            {
                await ReadAsync();
                _draft = _row is null ? new() : InstanceDraft.Of(_row);
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
        if (await Confirm.AskAsync($"Delete instance “{Name}”?", "Customers who write to it are not heard any more. Its conversations stay readable.", $"Delete {Name}", Name))
        {
            await Delete.RunAsync(Name, CancellationToken.None);
            Toasts.Say($"{Name} was deleted.");
            Navigation.NavigateTo("instances");
        }
    }
}
