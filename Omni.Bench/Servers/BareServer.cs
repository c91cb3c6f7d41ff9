// The least that could do the job: Kestrel, one endpoint, one INSERT. What Omni is held against.
using Npgsql;
using NpgsqlTypes;

namespace Omni.Bench.Servers;

internal static class BareServer
{
    public const string Command = "serve-bare";
    private const string Setting = "BARE_POSTGRES";

    public static async Task<ServerProcess> StartAsync(BenchDatabase database)
    {
        await database.ExecuteAsync("CREATE TABLE received (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, body jsonb NOT NULL)");
        return await ServerProcess.StartAsync(typeof(BareServer).Assembly.Location, [Command], new Dictionary<string, string>
        {
            [Setting] = database.ConnectionString,
            ["Logging__LogLevel__Default"] = "Warning",
        });
    }

    /// <summary>Serves, in the process that <see cref="StartAsync"/> started.</summary>
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        await using var source = NpgsqlDataSource.Create(builder.Configuration[Setting]!);
        await using var app = builder.Build();
        app.MapPost("/", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            await using var command = source.CreateCommand("INSERT INTO received (at, body) VALUES (now(), $1)");
            command.Parameters.Add(new() { Value = body.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync();
            return TypedResults.Text("""{"status":"success"}""", "application/json");
        });
        await app.RunAsync();
    }
}
