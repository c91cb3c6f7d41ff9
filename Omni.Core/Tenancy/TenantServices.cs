using Microsoft.Extensions.DependencyInjection;

namespace Omni.Core.Tenancy;

internal static class TenantServices
{
    extension(IServiceCollection services)
    {
        public void AddOmniTenants()
        {
            services.AddScoped<CreateTenant>();
            services.AddScoped<UpdateTenant>();
            services.AddScoped<DeleteTenant>();
            services.AddScoped<EnsureDefaultTenant>();
            services.AddScoped<FindTenantZone>();
        }
    }
}
