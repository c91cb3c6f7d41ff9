// A server in a process of its own, on a free port, until disposed.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Omni.Bench.Servers;

internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Queue<string> _lastWords = new();

    private ServerProcess(Process process, IPEndPoint address)
    {
        (Process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    public Process Process { get; }

    public IPEndPoint Address { get; }

    public string Url => $"http://{Address}";

    /// <param name="assembly">The program, run by <c>dotnet</c>.</param>
    /// <param name="arguments">Its arguments; <c>--urls</c> is added.</param>
    /// <param name="settings">Its environment on top of ours.</param>
    public static async Task<ServerProcess> StartAsync(string assembly, string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, .. arguments, "--urls", $"http://{address}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };

        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var server = new ServerProcess(Process.Start(start)!, address);
        server.Process.BeginOutputReadLine();
        server.Process.BeginErrorReadLine();
        await server.WaitAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitAsync()
    {
        for (var begun = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (Process.HasExited || begun.Elapsed > Patience)
            {
                throw new InvalidOperationException($"A server did not start:\n{string.Join('\n', _lastWords)}");
            }

            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(Address);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }

    private void Keep(string? line)
    {
        lock (_lastWords)
        {
            _lastWords.Enqueue(line ?? "");

            if (_lastWords.Count > 40)
            {
                _lastWords.Dequeue();
            }
        }
    }

    private void Kill()
    {
        try
        {
            Process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed of.
        }
    }
}
