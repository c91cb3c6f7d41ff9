using Quartz;

namespace Omni.Core.Jobs;

/// <summary>Lets the runner look every few seconds for long work that nobody living does.</summary>
[DisallowConcurrentExecution]
public sealed class SweepJobs(JobRunner runner) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        runner.Wake();
        return ValueTask.CompletedTask;
    }
}
