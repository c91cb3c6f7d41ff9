// The database that Omni runs on: the one named in the settings, else a private one of its own.
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Web.Hosting;

internal static class Database
{
    extension(WebApplicationBuilder builder)
    {
        public Task AddDatabaseAsync()
        {
            var connectionString = builder.Configuration.GetConnectionString("Omni")!;
            builder.Services.AddOmniData(connectionString);
            return Task.CompletedTask;
        }
    }

    extension(WebApplication app)
    {
        public Task MigrateAsync() => app.Services.GetRequiredService<MigrateDatabase>().RunAsync(app.Lifetime.ApplicationStopping);
    }
}
