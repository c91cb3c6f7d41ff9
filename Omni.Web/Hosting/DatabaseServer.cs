// The PostgreSQL named in ConnectionStrings:Omni, else a private one that lives and stops with this process.
using Omni.Core.Data.Postgres.Embedded;

namespace Omni.Web.Hosting;

internal sealed class DatabaseServer(string dataDirectory, IConfiguration configuration, ILogger<EmbeddedPostgres> logger) : IAsyncDisposable, IDisposable
{
    private EmbeddedPostgres? _own;

    /// <summary>True when no other node can be working on it.</summary>
    public bool IsPrivate => _own is not null;

    public string ConnectionString => _own?.ConnectionString ?? configuration.GetConnectionString("Omni") ?? "";

    /// <exception cref="EmbeddedPostgresException">The private one does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            _own = await EmbeddedPostgres.StartAsync(dataDirectory, logger, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    // For test hosts, which dispose of their container without waiting.
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).Wait(TimeSpan.FromSeconds(60));
}
