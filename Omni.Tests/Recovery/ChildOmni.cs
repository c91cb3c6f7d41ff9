// Omni as a process of its own, so that a test can kill it as the kernel would.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

internal sealed class ChildOmni : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private ChildOmni(Process process, string url)
    {
        (_process, Http) = (process, new() { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(30) });
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    /// <summary>Returns when it takes webhooks.</summary>
    /// <param name="connectionString">Its database.</param>
    /// <param name="dataDirectory">Where it keeps its files.</param>
    /// <param name="settings">On top of the usual ones.</param>
    public static async Task<ChildOmni> StartAsync(string connectionString, string dataDirectory, params (string Key, string Value)[] settings)
    {
        var url = $"http://127.0.0.1:{PostgresCluster.FreePort()}";
        var folder = WebFolder();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Omni.Web.dll"), "--urls", url])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Omni"] = connectionString;
        start.Environment["Omni__Bootstrap__ApiKey"] = OmniApp.PlatformKey;
        start.Environment["Omni__Demo"] = "false";
        start.Environment["Omni__DataDirectory"] = dataDirectory;
        start.Environment["Omni__Outbound__AllowedPrivateHosts__0"] = "127.0.0.1";
        start.Environment["Logging__LogLevel__Default"] = "Warning";

        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var omni = new ChildOmni(Process.Start(start)!, url);
        await omni.WaitUntilUpAsync();
        return omni;
    }

    /// <summary>A client with a key.</summary>
    public HttpClient As(string key) => new() { BaseAddress = Http.BaseAddress, DefaultRequestHeaders = { { "x-api-key", key } } };

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private static string WebFolder()
    {
        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "Omni.Web", "bin", ours.Parent!.Name, ours.Name);
    }

    private async Task WaitUntilUpAsync()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience && !_process.HasExited; await Task.Delay(100))
        {
            try
            {
                using var answer = await Http.PostAsync("/webhook/evolution/nobody", null);

                if (answer.StatusCode is HttpStatusCode.NotFound)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet listening.
            }
        }

        throw new InvalidOperationException($"Omni did not start: {string.Join('\n', _output.TakeLast(30))}");
    }
}
