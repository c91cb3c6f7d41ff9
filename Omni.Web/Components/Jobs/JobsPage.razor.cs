using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Omni.Core.Feed;
using Omni.Core.Jobs;
using Omni.Core.Tenancy;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Jobs;

public sealed partial class JobsPage : IDisposable
{
    private const int Most = 50;

    private IReadOnlyList<BackgroundJob>? _jobs;
    private FeedWatch? _watch;
    private bool _isBusy;

    [Inject] public required ListJobs Jobs { get; init; }

    [Inject] public required StartJob Start { get; init; }

    [Inject] public required CancelJob Cancel { get; init; }

    [Inject] public required LiveFeed Feed { get; init; }

    [Inject] public required TenantContext Tenant { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    public void Dispose() => _watch?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _watch = new(Feed, Tenant.Required, change => change.Kind is FeedKind.Job, _ => InvokeAsync(RefreshAsync));
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

    private async Task ReadAsync() => _jobs = await Jobs.RunAsync(null, Most, CancellationToken.None);

    private async Task HealAsync()
    {
        if (await Confirm.AskAsync(
            "Heal the threads of all customers?",
            "Threads of one and the same person become one, and their messages move there. This cannot be taken back as a whole; “Look only” shows first what would change.",
            "Heal threads"))
        {
            await StartAsync(isDryRun: false);
        }
    }

    private async Task StartAsync(bool isDryRun)
    {
        _isBusy = true;

        try
        {
            var member = (await Authentication.GetAuthenticationStateAsync()).User.DisplayName;
            var started = await Start.RunAsync(BackgroundJobKind.BackfillConversations, isDryRun, member, CancellationToken.None);

            if (!started.IsOk)
            {
                Toasts.Warn(started.Error.Message);
            }

            await ReadAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task CancelAsync(BackgroundJob job)
    {
        var cancelled = await Cancel.RunAsync(job.Id, CancellationToken.None);

        if (!cancelled.IsOk)
        {
            Toasts.Warn(cancelled.Error.Message);
        }

        await ReadAsync();
    }
}
