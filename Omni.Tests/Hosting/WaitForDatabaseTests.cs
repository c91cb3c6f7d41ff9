using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Omni.Tests.Support;
using Omni.Web.Hosting;

namespace Omni.Tests.Hosting;

public sealed class WaitForDatabaseTests
{
    [Fact]
    public async Task A_database_that_comes_a_little_later_is_waited_for()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var services = new ServiceCollection().AddSingleton(_ => NpgsqlDataSource.Create(postgres.ConnectionString)).BuildServiceProvider();
        await postgres.StopAsync();

        var waiting = new WaitForDatabase(services, TimeProvider.System, NullLogger<WaitForDatabase>.Instance).RunAsync(TestContext.Current.CancellationToken);
        await postgres.StartAgainAsync();

        await waiting;
    }

    [Fact]
    public async Task A_database_that_is_not_there_by_that_name_is_named_without_the_password()
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "nobody_of_that_name", Password = "canary" };
        await using var services = new ServiceCollection().AddSingleton(_ => NpgsqlDataSource.Create(settings.ConnectionString)).BuildServiceProvider();

        var refusal = await Assert.ThrowsAsync<StartException>(
            () => new WaitForDatabase(services, TimeProvider.System, NullLogger<WaitForDatabase>.Instance).RunAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("ConnectionStrings:Omni: the database ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.Message, StringComparison.Ordinal);
    }
}
