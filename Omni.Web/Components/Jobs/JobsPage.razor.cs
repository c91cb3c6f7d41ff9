using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Omni.Core.Feed;
using Omni.Core.Jobs;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Jobs;

public sealed partial class JobsPage : LiveScreen
{
    private const int Most = 50;

    private IReadOnlyList<BackgroundJob>? _jobs;
    private bool _isBusy;

    [Inject] public required ListJobs Jobs { get; init; }

    [Inject] public required StartJob Start { get; init; }

    [Inject] public required CancelJob Cancel { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Follow(change => change.Kind is FeedKind.Job, ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var found = await Jobs.RunAsync(null, Most, Leaving);
        _jobs = MayShow(read) ? found : _jobs;
    }

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
