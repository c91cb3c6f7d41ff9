// A throwaway PostgreSQL cluster in a temporary directory, the ground of TestDatabase and PrivatePostgres.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Omni.Tests.Support;

internal sealed class PostgresCluster
{
    // The server's stdin is our leash: a word asks it to stop, at once or with everything on disk, and when this process dies in whatever way,
    // the end of the file stops the server and removes its directory.
    private const string Leash = """
        trap '' INT HUP
        bin=$1 root=$2; shift 2
        exec 3<&0
        "$bin/postgres" -D "$root/data" "$@" </dev/null >>"$root/postgres.log" 2>&1 3<&- &
        server=$!
        {
          read -r word <&3
          [ "$word" = finish ] && kill -INT $server 2>/dev/null || kill -QUIT $server 2>/dev/null
          while kill -0 $server 2>/dev/null; do sleep 0.02; done
          [ "$word" = stop ] || [ "$word" = finish ] || rm -rf "$root"
        } >/dev/null 2>&1 &
        exec 3<&-
        wait $server
        """;

    private readonly string _bin = FindBinaries();
    private readonly string _root = Path.Combine(Room(), $"omni-postgres-{Guid.NewGuid():N}");
    private readonly string[] _settings;
    private Process? _server;

    /// <param name="keepsCommits">Whether a commit that was answered survives an immediate stop.</param>
    public PostgresCluster(bool keepsCommits)
    {
        Port = FreePort();
        _settings =
        [
            "-c", "listen_addresses=127.0.0.1", "-c", $"port={Port}", "-c", "unix_socket_directories=",
            "-c", "max_connections=400", "-c", "shared_buffers=128MB", "-c", "wal_level=minimal", "-c", "max_wal_senders=0",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", $"synchronous_commit={(keepsCommits ? "on" : "off")}",
        ];
    }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Include Error Detail=true";

    public async Task CreateAsync()
    {
        Directory.CreateDirectory(_root);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres:", _root);
        }

        string[] initialize = [Path.Combine(_bin, "initdb"), "-D", Path.Combine(_root, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
        await RunAsync([.. AsPostgres(), .. initialize]);
    }

    /// <summary>As another one that was finished.</summary>
    public async Task CopyAsync(PostgresCluster finished)
    {
        await RunAsync("cp", "--archive", finished._root, _root);
    }

    public async Task StartAsync()
    {
        _server = Start([.. AsPostgres(), "sh", "-c", Leash, "leash", _bin, _root, .. _settings]);

        // The eighth line of postmaster.pid is what pg_ctl watches too; a port could be answered by somebody else.
        var started = Stopwatch.StartNew();
        var pid = Path.Combine(_root, "data", "postmaster.pid");
        while (!(File.Exists(pid) && await File.ReadAllLinesAsync(pid) is { Length: > 7 } lines && lines[7].Trim() == "ready"))
        {
            if (_server.HasExited || started.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(Path.Combine(_root, "postgres.log"))}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Stops at once, without a checkpoint, as a crash would; connections break.</summary>
    public Task StopAsync() => StopAsync("stop");

    /// <summary>Stops with everything written, so that it can be copied.</summary>
    public Task FinishAsync() => StopAsync("finish");

    public async Task DeleteAsync()
    {
        await StopAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task StopAsync(string word)
    {
        if (_server is { } server)
        {
            await server.StandardInput.WriteAsync($"{word}\n");
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            server.Dispose();
            _server = null;
        }
    }

    // In memory where there is room: nobody needs it after its test.
    private static string Room()
        => new DriveInfo("/dev/shm") is { IsReady: true, AvailableFreeSpace: > 1_000_000_000 } memory ? memory.Name : Path.GetTempPath();

    private static string FindBinaries() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [])
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
        ?? throw new InvalidOperationException("No PostgreSQL here: install one, or set OMNI_TEST_POSTGRES to a superuser's connection string.");

    // PostgreSQL refuses to run as root.
    private static string[] AsPostgres() => Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];

    /// <summary>Below the range from which outgoing connections take theirs, so that a stopped server finds its port free again.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} failed: {await output}{await error}");
        }
    }
}
