// Omni as it runs: real Kestrel on a port of its own, real PostgreSQL with a database of its own.
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Omni.Tests.Support;

/// <summary>Take it as a class fixture, or start one with <see cref="StartAsync"/> and dispose it.</summary>
public sealed class OmniApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string PlatformKey = "platform-key-of-the-tests";

    private static readonly Lazy<Task<string>> Template = new(MigratedTemplate.MakeAsync);

    private readonly Dictionary<string, string?> _settings = new()
    {
        ["Omni:Bootstrap:ApiKey"] = PlatformKey,
        ["Omni:Demo"] = "false",
        ["Omni:DataDirectory"] = Directory.CreateTempSubdirectory("omni-app-").FullName,
    };

    private TestDatabase? _database;

    /// <summary>Where it listens, without a trailing slash.</summary>
    public string Url => ClientOptions.BaseAddress.ToString().TrimEnd('/');

    public TestDatabase Database => _database ?? throw new InvalidOperationException("The app has not started.");

    /// <summary>Everything that it logged, for canaries.</summary>
    public LogCollector Logs { get; } = new();

    /// <param name="settings">On top of the tests' own, such as <c>Omni:PublicUrl</c>.</param>
    public static async Task<OmniApp> StartAsync(params (string Key, string? Value)[] settings)
    {
        var app = new OmniApp();

        foreach (var (key, value) in settings)
        {
            app._settings[key] = value;
        }

        await app.InitializeAsync();
        return app;
    }

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(await Template.Value);
        UseKestrel(0);
        StartServer();
    }

    /// <summary>A client that calls with a key; null calls without.</summary>
    public HttpClient Api(string? key = PlatformKey)
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = ClientOptions.BaseAddress, AllowAutoRedirect = false });

        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }

        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        Directory.Delete(_settings["Omni:DataDirectory"]!, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:Omni", Database.ConnectionString);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs));

        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
