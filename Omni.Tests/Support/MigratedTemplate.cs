// A migrated database that every app's own is copied from; migrating each would take seconds.
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Tests.Support;

internal static class MigratedTemplate
{
    /// <summary>Answers the name of the database. It lives as long as the test server.</summary>
    public static async Task<string> MakeAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var services = new ServiceCollection().AddLogging().AddOmniData(database.ConnectionString).BuildServiceProvider();
        await services.GetRequiredService<MigrateDatabase>().RunAsync(CancellationToken.None);

        // Nobody may stay connected to what is copied.
        await services.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        return database.Name;
    }
}
