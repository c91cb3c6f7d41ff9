// Registers the database.
using System.Data.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using Omni.Core.Data.Postgres;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Data;

public static class DataServices
{
    extension(IServiceCollection services)
    {
        /// <param name="connectionString">Of a PostgreSQL user that owns the database and may create roles. Asked for when the first connection is needed.</param>
        public IServiceCollection AddOmniData(Func<IServiceProvider, string> connectionString)
        {
            services.AddSingleton(provider => new NpgsqlDataSourceBuilder(Prepare(connectionString(provider))).Build());
            services.AddScoped<TenantContext>();

            // The options are made once: nothing in them knows a tenant. The data source is found in the container and is not named here,
            // so that several apps in one process (the tests) share the model and the compiled queries.
            services.AddDbContext<OmniDbContext>(
                (_, options) => options.UseNpgsql().AddInterceptors(new TenantConnection(), new ForgetStatements()),
                ServiceLifetime.Scoped,
                ServiceLifetime.Singleton);

            // Scoped, not singleton and not pooled: the context reads the tenant of the scope that made it.
            services.AddDbContextFactory<OmniDbContext>(lifetime: ServiceLifetime.Scoped);

            services.AddOmniIdentitySchema();
            services.AddSingleton<MigrateDatabase>();
            services.AddSingleton<NewTables>();
            services.AddSingleton<AcrossTenants>();
            services.AddScoped<SecretBox>();
            services.AddDataProtection().SetApplicationName("Omni");
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
                new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = new DatabaseKeyRing(provider.GetRequiredService<IServiceScopeFactory>())));
            services.TryAddSingleton(TimeProvider.System);
            return services;
        }

        // Statements that come again are planned once per connection, unless the connection string says otherwise.
        private static string Prepare(string connectionString)
        {
            // Npgsql's own builder says of every keyword it knows that it contains it.
            var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
            var settings = new NpgsqlConnectionStringBuilder(connectionString);

            if (!given.ContainsKey("Max Auto Prepare") && !given.ContainsKey(nameof(settings.MaxAutoPrepare)))
            {
                settings.MaxAutoPrepare = 100;
            }

            return settings.ConnectionString;
        }

        // Identity's schema version comes from options in DI, not from the context.
        internal IServiceCollection AddOmniIdentitySchema()
            => services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
    }
}
