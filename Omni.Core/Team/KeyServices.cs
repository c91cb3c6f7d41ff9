using Microsoft.Extensions.DependencyInjection;

namespace Omni.Core.Team;

internal static class KeyServices
{
    extension(IServiceCollection services)
    {
        public void AddOmniKeys()
        {
            services.AddSingleton<KnownApiKeys>();
            services.AddScoped<CreateApiKey>();
            services.AddScoped<ListApiKeys>();
            services.AddScoped<NameApiKey>();
            services.AddScoped<RevokeApiKey>();
        }
    }
}
