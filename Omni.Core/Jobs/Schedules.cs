// What runs by the clock on every node. Nothing here is stored: sweeps look at rows, and rows are the truth.
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Omni.Core.Jobs;

internal static class Schedules
{
    extension(IServiceCollection services)
    {
        public void AddOmniJobs()
        {
            services.AddSingleton<SweepPulse>();
            services.AddSingleton<JobRunner>();
            services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
            services.AddScoped<RunJob>();
            services.AddScoped<StartJob>();
            services.AddScoped<CancelJob>();
            services.AddScoped<ListJobs>();
            services.AddQuartz(quartz =>
            {
                quartz.UseInMemoryStore();
                quartz.Every<SweepDueWork>(TimeSpan.FromSeconds(2));
                quartz.Every<SweepQuiet>(TimeSpan.FromSeconds(20));
                quartz.Every<SweepSnoozed>(TimeSpan.FromSeconds(5));
                quartz.Every<ForgetCodes>(TimeSpan.FromSeconds(20));
                quartz.Every<MeasureNewTables>(TimeSpan.FromSeconds(5));
                quartz.Every<SweepJobs>(TimeSpan.FromSeconds(5));
                quartz.Every<ForgetOldTraces>(TimeSpan.FromHours(6));
            });
            services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
            services.AddHostedService<LaneKeeper>();
        }
    }

    extension(IQuartzBuilder quartz)
    {
        // A clock that jumped ahead has left much that is due: what it ran over runs at once.
        private void Every<TJob>(TimeSpan interval)
            where TJob : IJob
            => quartz.ScheduleJob<TJob>(trigger => trigger.WithIdentity(typeof(TJob).Name).StartNow()
                .WithSimpleSchedule(s => s.WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)));
    }
}
