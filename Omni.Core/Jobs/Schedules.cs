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
                quartz.ScheduleJob<SweepDueWork>(trigger => trigger.WithIdentity("sweep-due-work").StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(2)).RepeatForever()));
                quartz.ScheduleJob<SweepQuiet>(trigger => trigger.WithIdentity("sweep-quiet").StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(20)).RepeatForever()));
                quartz.ScheduleJob<SweepSnoozed>(trigger => trigger.WithIdentity("sweep-snoozed").StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(2)).RepeatForever()));
                quartz.ScheduleJob<ForgetCodes>(trigger => trigger.WithIdentity("forget-codes").StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(20)).RepeatForever()));
                quartz.ScheduleJob<MeasureNewTables>(trigger => trigger.WithIdentity("measure-new-tables").StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(2)).RepeatForever()));
                quartz.ScheduleJob<SweepJobs>(trigger => trigger.WithIdentity("sweep-jobs").StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromSeconds(2)).RepeatForever()));
                quartz.ScheduleJob<ForgetOldTraces>(trigger => trigger.WithIdentity("forget-old-traces").StartNow()
                    .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromHours(6)).RepeatForever()));
            });
            services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
            services.AddHostedService<LaneKeeper>();
        }
    }
}
