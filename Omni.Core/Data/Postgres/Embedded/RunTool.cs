using System.Diagnostics;

namespace Omni.Core.Data.Postgres.Embedded;

// Runs one command to its end. The environment is not passed on: it holds our secrets, and PG* variables would redirect the tools.
internal static class RunTool
{
    public static async Task<ToolResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var libraries = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        if (libraries is not null)
        {
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        }

        using var process = Process.Start(start) ?? throw new EmbeddedPostgresException($"{command[0]} did not start.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ToolResult(process.ExitCode, (await output).Trim(), (await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}

internal sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    // The line that says why, for a message that must fit on one line.
    public string Reason =>
        (Errors.Length > 0 ? Errors : Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., _] lines
            ? lines.FirstOrDefault(line => line.Contains("error:", StringComparison.Ordinal)) ?? lines[^1]
            : $"exit code {ExitCode}";
}
