using Microsoft.Extensions.DependencyInjection;

namespace Omni.Core.Agents;

internal static class TurnServices
{
    extension(IServiceCollection services)
    {
        public void AddTurns()
        {
            services.AddSingleton<GrowingTexts>();
            services.AddSingleton<TurnMessages>();
            services.AddScoped<TakeTurns>();
            services.AddScoped<FindTurn>();
            services.AddScoped<AskQuestion>();
            services.AddScoped<AskAgent>();
            services.AddScoped<WatchTurn>();
            services.AddScoped<StorePieces>();
            services.AddScoped<StoreTurn>();
        }
    }
}
