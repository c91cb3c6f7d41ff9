// Omni on a real port with a real database of its own; the gateways and agents of the world are fakes.
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Omni.Core.Jobs;
using Omni.Core.Tenancy;

namespace Omni.Tests.Support;

/// <summary>One app for one class of tests, as its fixture; or several on one database, as the nodes of one Omni.</summary>
public class OmniApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string PlatformKey = "platform-key-of-the-tests";
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private string? _givenConnectionString;
    private readonly string _files = Directory.CreateTempSubdirectory("omni-test-").FullName;
    private readonly Lazy<HttpClient> _sharedHttp;
    private TestDatabase? _database;

    public OmniApp() => _sharedHttp = new(() => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(BaseUrl), Timeout = TimeSpan.FromSeconds(60) });

    /// <summary>The name of a database on which an Omni has started before, for <see cref="TestDatabase.CreateAsync"/>.</summary>
    public static Task<string> MigratedAsync() => Template.Value;

    public TestClock Clock { get; } = new();

    /// <summary>Everything that it logged, for canaries.</summary>
    public LogCollector Logs { get; } = new();

    /// <summary>Of a superuser.</summary>
    public string ConnectionString => _givenConnectionString ?? _database!.ConnectionString;

    public string BaseUrl => ClientOptions.BaseAddress.ToString().TrimEnd('/');

    /// <summary>Settings on top of the usual ones; set them before the app starts.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public async ValueTask InitializeAsync()
    {
        if (_givenConnectionString is null)
        {
            _database = await TestDatabase.CreateAsync(await MigratedAsync());
        }

        UseKestrel(0);
        StartServer();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_sharedHttp.IsValueCreated)
        {
            _sharedHttp.Value.Dispose();
        }

        try
        {
            await base.DisposeAsync();
        }
        catch (ObjectDisposedException)
        {
            // The program itself stops and disposes of the same host as soon as it hears of the end; whoever comes second finds it gone.
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        Directory.Delete(_files, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A node, not yet started, on a database that the caller made and will drop.</summary>
    public static OmniApp On(string connectionString) => new() { _givenConnectionString = connectionString };

    /// <summary>One client without a key for all of a class, over connections that are kept, as gateways do. Not to be disposed of.</summary>
    public HttpClient SharedHttp => _sharedHttp.Value;

    /// <summary>A client without a key, over real HTTP.</summary>
    public HttpClient Http(TimeSpan? timeout = null)
        => new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = new(BaseUrl), Timeout = timeout ?? TimeSpan.FromSeconds(60) };

    /// <summary>A client with a key; the platform's, unless another is given.</summary>
    public HttpClient Api(string? key = null)
    {
        var client = Http();
        client.DefaultRequestHeaders.Add("x-api-key", key ?? PlatformKey);
        return client;
    }

    /// <summary>From now on this node takes webhooks and looks things up, but neither asks nor sends.</summary>
    public Task StopLanesAsync() => Task.WhenAll(Services.GetServices<Lanes>().Select(lanes => lanes.StopAsync(TimeSpan.FromSeconds(10))));

    /// <summary>A scope that has entered a tenant.</summary>
    public AsyncServiceScope Enter(Tenant tenant) => Services.GetRequiredService<JobScope>().Enter(tenant.Id, tenant.Slug);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Development);
        builder.UseSetting("ConnectionStrings:Omni", ConnectionString);
        builder.UseSetting("Omni:Bootstrap:ApiKey", PlatformKey);
        builder.UseSetting("Omni:DataDirectory", _files);
        builder.UseSetting("Omni:Demo", "false");

        // A page that reports an error says which.
        builder.UseSetting(WebHostDefaults.DetailedErrorsKey, "true");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.UseSetting("Logging:LogLevel:Microsoft", "Warning");

        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.AddProvider(Logs));
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }

    // Migrating takes a second; copying takes a tenth.
    private static async Task<string> MakeTemplateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await using (var app = On(database.ConnectionString))
        {
            await app.InitializeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        return database.Name;
    }
}
