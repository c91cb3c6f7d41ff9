// Omni as an operator starts it: a process of its own, on a free port of 127.0.0.1, with a data directory of its own.
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Omni.Tests.Support;

public sealed class OmniProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private OmniProcess(Process process, string url)
    {
        _process = process;
        Client = new() { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(10) };
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    public string Output => Read(_output);

    /// <summary>The lines of standard error.</summary>
    public string[] Errors => Read(_errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <param name="dataDirectory">Where it keeps its files.</param>
    /// <param name="settings">As on a command line: keys with colons.</param>
    public static OmniProcess Start(string dataDirectory, params (string Key, string Value)[] settings)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{PostgresCluster.FreePort()}");
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Omni.Web.dll"), "--urls", url];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment.Remove("ConnectionStrings__Omni");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Omni__DataDirectory"] = dataDirectory;

        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new(Process.Start(start)!, url);
    }

    /// <summary>Until <c>/health/ready</c> answers 200.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();

        while (!await IsReadyAsync(cancellationToken))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"Omni did not become ready: {Output}\n{string.Join('\n', Errors)}");
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>Asks it to stop, as a service manager does. Answers its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(cancellationToken);
        }

        return await ExitAsync(cancellationToken);
    }

    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(Patience);
        await _process.WaitForExitAsync(bounded.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync(CancellationToken.None);
        }

        Client.Dispose();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync("/health/ready", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static void Keep(StringBuilder lines, string? line)
    {
        lock (lines)
        {
            lines.Append(line).Append('\n');
        }
    }

    private static string Read(StringBuilder lines)
    {
        lock (lines)
        {
            return lines.ToString();
        }
    }
}
