// Registers import and backfill.
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Jobs;

namespace Omni.Core.Backfill;

internal static class BackfillServices
{
    extension(IServiceCollection services)
    {
        public void AddBackfill()
        {
            services.AddOptions<BackfillOptions>().BindConfiguration(BackfillOptions.Section);
            services.AddScoped<ImportMessages>();
            services.AddScoped<SamePerson>();
            services.AddScoped<ImportedTies>();
            services.AddScoped<FindPersons>();
            services.AddScoped<LinkImported>();
            services.AddScoped<UniteByNumber>();
            services.AddScoped<UniteByPair>();
            services.AddScoped<MoveWrong>();
            services.AddScoped<IJobWork, BackfillConversations>();
        }
    }
}
