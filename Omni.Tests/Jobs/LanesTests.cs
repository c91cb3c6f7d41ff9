using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;
using Omni.Core.Tenancy;

namespace Omni.Tests.Jobs;

public sealed class LanesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_wake_during_a_run_is_a_run_after_it_and_many_are_one()
    {
        await using var lanes = new SlowLanes(8);
        var due = Due();

        lanes.Wake(due);
        var first = await lanes.NextAsync();
        Enumerable.Range(0, 100).ToList().ForEach(_ => lanes.Wake(due));
        Assert.Equal([due.ConversationId], lanes.Running);
        first.SetResult();
        (await lanes.NextAsync()).SetResult();

        await lanes.StopAsync(Patience);
        Assert.Equal(2, lanes.Runs);
        Assert.Empty(lanes.Running);
    }

    [Fact]
    public async Task A_run_that_fails_frees_its_lane()
    {
        await using var lanes = new SlowLanes(1);
        var due = Due();

        lanes.Wake(due);
        (await lanes.NextAsync()).SetException(new InvalidOperationException("broken"));
        lanes.Wake(due);
        lanes.Wake(Due());

        (await lanes.NextAsync()).SetResult();
        (await lanes.NextAsync()).SetResult();
    }

    [Fact]
    public async Task A_tenant_that_hangs_leaves_three_quarters_of_the_lanes_to_the_others()
    {
        await using var lanes = new SlowLanes(8);
        var hanging = TenantId.New();
        var others = Enumerable.Range(0, 3).Select(_ => TenantId.New()).ToList();

        Enumerable.Range(0, 1000).ToList().ForEach(_ => lanes.Wake(Due(hanging)));
        var hung = new[] { await lanes.NextAsync(), await lanes.NextAsync() };
        others.ForEach(tenant => lanes.Wake(Due(tenant)));
        foreach (var _ in others)
        {
            (await lanes.NextAsync()).SetResult();
        }

        Assert.Equal(5, lanes.Runs);
        hung[0].SetResult();
        var third = await lanes.NextAsync();
        lanes.LetGo = true;
        hung[1].SetResult();
        third.SetResult();
    }

    [Fact]
    public async Task Nothing_starts_after_the_stop_and_a_late_wake_harms_nothing()
    {
        var lanes = new SlowLanes(8);
        await lanes.DisposeAsync();

        lanes.Wake(Due());
        lanes.WakeAfter(Due(), TimeSpan.FromMilliseconds(1));
        lanes.WakeAfter(Due(), TimeSpan.FromDays(100));

        Assert.Equal(0, lanes.Runs);
    }

    private static DueConversation Due(TenantId? tenant = null) => new(tenant ?? TenantId.New(), "acme", Guid.NewGuid());

    private sealed class SlowLanes(int lanes) : Lanes(lanes, NullLogger.Instance)
    {
        private readonly BlockingCollection<TaskCompletionSource> _started = [];
        private int _runs;

        public override LaneKind Kind => LaneKind.Turn;

        public int Runs => Volatile.Read(ref _runs);

        public bool LetGo { get; set; }

        public Task<TaskCompletionSource> NextAsync()
            => Task.Run(() => _started.TryTake(out var run, Patience) ? run : throw new TimeoutException("No further run began."));

        protected override Task RunAsync(DueConversation due, CancellationToken cancellationToken)
        {
            var run = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Increment(ref _runs);

            if (LetGo)
            {
                return Task.CompletedTask;
            }

            _started.Add(run, cancellationToken);
            return run.Task.WaitAsync(cancellationToken);
        }
    }
}
