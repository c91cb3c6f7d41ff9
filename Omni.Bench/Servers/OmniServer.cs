// The real app, as an operator runs it.
namespace Omni.Bench.Servers;

internal static class OmniServer
{
    public const string PlatformKey = "platform-key-of-the-bench";

    // Where ./bench has built it.
    private static string Assembly => Environment.GetEnvironmentVariable("OMNI_BENCH_APP") ?? throw new InvalidOperationException("OMNI_BENCH_APP names no Omni.Web.dll: start ./bench.");

    /// <param name="database">Its database.</param>
    /// <param name="dataDirectory">Where it keeps its files.</param>
    /// <param name="gatewayUrl">A gateway on this machine that it may connect to.</param>
    public static Task<ServerProcess> StartAsync(BenchDatabase database, string dataDirectory, string? gatewayUrl = null)
        => ServerProcess.StartAsync(Assembly, [], new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Omni"] = database.ConnectionString,
            ["Omni__DataDirectory"] = dataDirectory,
            ["Omni__Bootstrap__ApiKey"] = PlatformKey,
            ["Omni__Outbound__AllowedPrivateHosts"] = gatewayUrl is null ? "" : new Uri(gatewayUrl).Authority,
        });
}
