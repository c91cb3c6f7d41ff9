// The database that Omni runs on: opened before anything works with it, after the settings were checked.
using Microsoft.Extensions.Options;
using Npgsql;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Data.Postgres.Embedded;
using Omni.Web.Api;

namespace Omni.Web.Hosting;

internal static class Database
{
    extension(WebApplicationBuilder builder)
    {
        public void AddDatabase()
        {
            var directory = builder.DataDirectory;
            builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DatabaseServer>(provider, directory));
            builder.Services.AddSingleton<WaitForDatabase>();
            builder.Services.AddOmniData(provider => provider.GetRequiredService<DatabaseServer>().ConnectionString);
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Checks the settings, reaches the database, or starts our own, and brings it up to date, with the tenant <c>default</c> in it.</summary>
        /// <exception cref="StartException">Something keeps Omni from starting that the operator can change.</exception>
        public async Task PrepareDatabaseAsync()
        {
            StopWhileStarting.Listen(app.Lifetime);
            var cancellationToken = app.Lifetime.ApplicationStopping;

            try
            {
                app.Services.GetService<IStartupValidator>()?.Validate();

                // Made before all that use it, so that the container lets go of it after them.
                var server = app.Services.GetRequiredService<DatabaseServer>();
                await server.StartAsync(cancellationToken);
                await app.Services.GetRequiredService<WaitForDatabase>().RunAsync(cancellationToken);
                await app.Services.GetRequiredService<MigrateDatabase>().RunAsync(cancellationToken);
                await app.EnsureDefaultTenantAsync();

                if (server.IsPrivate)
                {
                    // Nobody else works on it: what a killed Omni held is free.
                    await app.Services.GetRequiredService<AcrossTenants>().DropLeasesAsync(null, cancellationToken);
                }
            }
            catch (EmbeddedPostgresException exception)
            {
                throw new StartException(exception.Message, exception);
            }
            catch (NpgsqlException exception)
            {
                throw new StartException($"The database could not be brought up to date: {exception.Message}", exception);
            }
            catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new StartException("Omni was asked to stop while it was starting.", exception);
            }
        }
    }
}
