using Microsoft.Extensions.DependencyInjection;

namespace Omni.Core.Delivery.Scheduling;

internal static class SchedulingServices
{
    extension(IServiceCollection services)
    {
        public void AddScheduling()
        {
            services.AddScoped<FireSchedule>();
            services.AddScoped<ChangeSchedule>();
            services.AddScoped<CancelScheduled>();
            services.AddScoped<ListScheduled>();
            services.AddHostedService<FireOnTime>();
        }
    }
}
