using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

internal static class InstanceServices
{
    extension(IServiceCollection services)
    {
        public void AddOmniInstances()
        {
            services.AddScoped<CreateInstance>();
            services.AddScoped<UpdateInstance>();
            services.AddScoped<DeleteInstance>();
            services.AddScoped<FindInstances>();
            services.AddScoped<ReplaceWebhookToken>();
            services.AddScoped<ConnectInstance>();
            services.AddScoped<Gateways>();
            services.AddScoped<IForgetInstances, ForgetInstances>();
        }
    }
}
