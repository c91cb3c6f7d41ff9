// The sweeps run by a clock that can jump, in a test or after a machine slept: what it ran over runs at once.
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Jobs;
using Omni.Tests.Support;
using Quartz;

namespace Omni.Tests.Jobs;

public sealed class SweepClockTests(OmniApp app) : IClassFixture<OmniApp>
{
    [Fact]
    public async Task A_clock_that_jumps_over_a_sweep_and_then_stands_still_is_swept()
    {
        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var sweep = (await scheduler.GetTriggersOfJob(new JobKey(nameof(SweepDueWork)))).Single().Key;
        var pulse = app.Services.GetRequiredService<SweepPulse>();

        // Held back, so that it is the one that is run over.
        await scheduler.PauseTrigger(sweep);
        app.Clock.Freeze();
        app.Clock.Advance(TimeSpan.FromSeconds(34));
        await scheduler.ResumeTrigger(sweep);

        await Eventually.ReadAsync(() => Task.FromResult(pulse.Last), last => last == app.Clock.GetUtcNow());
    }
}
