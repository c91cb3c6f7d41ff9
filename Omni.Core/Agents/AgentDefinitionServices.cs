using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Instances;

namespace Omni.Core.Agents;

internal static class AgentDefinitionServices
{
    extension(IServiceCollection services)
    {
        public void AddAgentDefinitions()
        {
            services.AddScoped<CreateAgent>();
            services.AddScoped<UpdateAgent>();
            services.AddScoped<DeleteAgent>();
            services.AddScoped<FindAgents>();
            services.AddScoped<TestAgent>();
            services.AddScoped<ReadHistory>();
            services.AddScoped<IChooseAgent, ChooseAgent>();
        }
    }
}
