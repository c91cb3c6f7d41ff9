using Microsoft.Extensions.DependencyInjection;

namespace Omni.Core.Access;

internal static class AccessServices
{
    extension(IServiceCollection services)
    {
        public void AddAccess()
        {
            services.AddScoped<DecideAccess>();
            services.AddScoped<CheckAccess>();
            services.AddScoped<FindRules>();
            services.AddScoped<CreateRule>();
            services.AddScoped<DeleteRule>();
            services.AddScoped<BlockPerson>();
            services.AddScoped<ExplainBlock>();
            services.AddScoped<TryPattern>();
        }
    }
}
