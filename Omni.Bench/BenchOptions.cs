using System.Globalization;

namespace Omni.Bench;

/// <summary>What <c>./bench</c> was asked for.</summary>
internal sealed record BenchOptions
{
    /// <summary>Names of the benches to run; empty means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Webhooks per second below which the bench fails.</summary>
    public int Floor { get; init; } = 500;

    /// <summary>Measured seconds of one run.</summary>
    public int Seconds { get; init; } = 20;

    /// <summary>Seconds of the same load before that.</summary>
    public int Warmup { get; init; } = 5;

    /// <summary>Connections that are kept alive, each with one request at a time.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Of a superuser of the server that is measured on.</summary>
    public string Postgres { get; init; } = Environment.GetEnvironmentVariable("OMNI_BENCH_POSTGRES") ?? "";

    public static bool TryRead(string[] args, string[] names, out BenchOptions options, out string error)
    {
        (options, error) = (new(), "");

        for (var i = 0; i < args.Length && error.Length == 0; i++)
        {
            var number = i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : (int?)null;
            (options, error) = (args[i], number) switch
            {
                ("--floor", { } floor) => (options with { Floor = floor }, ""),
                ("--seconds", { } seconds and > 0) => (options with { Seconds = seconds }, ""),
                ("--warmup", { } warmup) => (options with { Warmup = warmup }, ""),
                ("--connections", { } connections and > 0) => (options with { Connections = connections }, ""),
                (var name, _) when names.Contains(name) => (options with { Only = [.. options.Only, name] }, ""),
                (var other, _) => (options, $"'{other}' is nothing that ./bench knows. Benches: {string.Join(", ", names)}. Options: --floor, --seconds, --warmup, --connections, each with a number."),
            };
            i += args[i].StartsWith("--", StringComparison.Ordinal) ? 1 : 0;
        }

        if (error.Length == 0 && options.Postgres.Length == 0)
        {
            error = "OMNI_BENCH_POSTGRES names no server: start ./bench, which brings one.";
        }

        return error.Length == 0;
    }
}
