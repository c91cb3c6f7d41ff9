// Goes the way through with a secret in every place that takes one, and in the mouths of an agent and a gateway that repeat them: none is seen again.
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Secrets;
using Omni.Tests.Support;

namespace Omni.Tests.Secrets;

[Heavy]
[LongRunning]
public sealed partial class CanaryTests(ChromiumSession chromium) : IClassFixture<ChromiumSession>
{
    private const string Owner = "owner@omni.example";

    private readonly Canaries _canaries = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_seen_in_logs_traces_answers_pages_webhooks_or_the_database()
    {
        await using var database = await TestDatabase.CreateAsync(await OmniApp.MigratedAsync());
        await using var world = await EchoingWorld.StartAsync();
        await using var receiver = await FakeReceiver.StartAsync();
        await using var app = OmniApp.On(WithPassword(database.ConnectionString));
        var password = Furnish(app);
        await app.InitializeAsync();
        using var api = app.Api(_canaries.Keep("platform key", OmniApp.PlatformKey));
        var given = await FillAsync(app, api, world, receiver.Url);

        await LookAtDatabaseAsync(app);
        await EverySealedSecretIsACanaryAsync(app);

        foreach (var (address, answer) in await new LookAtApi(api, given).RunAsync())
        {
            _canaries.AssertAbsent(address, answer);
        }

        await LookAtPagesAsync(app, api, given, password);
        Assert.NotEmpty(receiver.Calls);
        Assert.All(receiver.Calls, c => _canaries.AssertAbsent("An outgoing webhook", $"{string.Join(' ', c.Headers)} {c.Text}"));

        // At the end, when everything has been logged.
        Assert.NotEmpty(app.Logs.Lines);
        _canaries.AssertAbsent("The log", string.Join('\n', app.Logs.Lines));
    }

    private string Furnish(OmniApp app)
    {
        var password = _canaries.New("password of a member");
        app.Settings["Omni:Bootstrap:AdminEmail"] = Owner;
        app.Settings["Omni:Bootstrap:AdminPassword"] = password;

        // All that there is to log, of libraries too: far more than anybody keeps.
        app.Settings["Logging:LogLevel:Default"] = "Trace";
        app.Settings["Logging:LogLevel:Microsoft"] = "Information";
        app.Settings["Logging:LogLevel:System.Net.Http.HttpClient"] = "Trace";
        return password;
    }

    private string WithPassword(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Password = string.IsNullOrEmpty(builder.Password) ? _canaries.New("password of the database") : _canaries.Keep("password of the database", builder.Password);
        return builder.ConnectionString;
    }

    private async Task LookAtPagesAsync(OmniApp app, HttpClient api, Dictionary<string, string> given, string password)
    {
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        await visit.Page.GotoAsync("/login");
        await visit.Page.GetByLabel("E-mail").FillAsync(Owner);
        await visit.Page.GetByLabel("Password").FillAsync(password);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/inbox$"));

        foreach (var (address, html) in await new LookAtPages(visit.Page, given).RunAsync())
        {
            _canaries.AssertAbsent($"The page {address}", html);
        }

        foreach (var address in new[] { "/metrics", "/health", "/openapi/v1.json" })
        {
            _canaries.AssertAbsent(address, await api.GetStringAsync(address, Cancellation));
        }
    }

    // Every table as text, as a thief of a backup would read it: sealed, hashed, or not at all.
    private async Task LookAtDatabaseAsync(OmniApp app)
    {
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        await using var list = source.CreateCommand("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
        var tables = new List<string>();

        await using (var reader = await list.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation))
            {
                tables.Add(reader.GetString(0));
            }
        }

        Assert.Contains("trace_payloads", tables);

        foreach (var table in tables)
        {
            await using var rows = source.CreateCommand($"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM \"{table}\" t");
            _canaries.AssertAbsent($"The table {table}", (string)(await rows.ExecuteScalarAsync(Cancellation))!);
        }
    }

    // A new kind of secret cannot be forgotten here: its property must hold one of the canaries somewhere.
    private async Task EverySealedSecretIsACanaryAsync(OmniApp app)
    {
        await using var scope = app.Enter((await app.Services.GetRequiredService<AcrossTenants>().FindTenantAsync("default", Cancellation))!);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(Cancellation);
        var box = scope.ServiceProvider.GetRequiredService<SecretBox>();
        var properties = db.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => p.ClrType == typeof(SealedSecret)).ToList();
        Assert.NotEmpty(properties);

        foreach (var property in properties)
        {
            var rows = ((IQueryable<object>)typeof(DbContext).GetMethod(nameof(DbContext.Set), 1, [])!.MakeGenericMethod(property.DeclaringType.ClrType).Invoke(db, null)!).ToList();
            var opened = rows.Select(r => (SealedSecret?)property.PropertyInfo!.GetValue(r)).OfType<SealedSecret>().Select(box.Open);
            Assert.True(opened.Any(_canaries.All.Contains), $"{property.DeclaringType.ClrType.Name}.{property.Name} holds no canary: let the canary test put one there.");
        }
    }
}
