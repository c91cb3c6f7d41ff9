// How long other tenants wait for an answer while one tenant's agent hangs for a minute with five hundred conversations waiting.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Omni.Bench.Servers;

namespace Omni.Bench.Fairness;

internal sealed class FairnessBench : IBench
{
    private const int Tenants = 4;
    private const int Waiting = 500;
    private const int AskersPerTenant = 2;

    // A pause as people make it: what is measured is how long an answer takes, not how many a node can give.
    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(100);

    // Of the median: the noisy neighbour may cost the others less than that.
    private const double MostChange = 0.20;

    private readonly List<Door> _doors = [];
    private long _number;

    public string Name => "fairness";

    public async Task<bool> RunAsync(BenchOptions options)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Answers to {Tenants} tenants, beside one whose agent hangs with {Waiting} conversations waiting:"));
        var files = Directory.CreateTempSubdirectory("omni-bench-");

        try
        {
            await using var world = await LoopbackWorld.StartAsync();
            await using var database = await BenchDatabase.CreateAsync(options.Postgres);
            await using var omni = await OmniServer.StartAsync(database, files.FullName, world.Url);

            for (var tenant = 0; tenant < Tenants; tenant++)
            {
                _doors.Add(await Door.MakeAsync(omni, world, string.Create(CultureInfo.InvariantCulture, $"bench-quiet-{tenant}"), world.QuickAgent));
            }

            var noisy = await Door.MakeAsync(omni, world, "bench-noisy", world.HangingAgent);
            await MeasureAsync(world, TimeSpan.FromSeconds(Math.Max(1, 2 * options.Warmup)));
            var before = await MeasureAsync(world, TimeSpan.FromSeconds(options.Seconds));

            await Parallel.ForAsync(0, Waiting, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) => await noisy.PostAsync(Interlocked.Increment(ref _number), "Are you there?"));

            while (world.Hanging == 0)
            {
                await Task.Delay(10);
            }

            var during = await MeasureAsync(world, TimeSpan.FromSeconds(options.Seconds));
            var hanging = world.Hanging;
            var waiting = await database.CountAsync("SELECT count(DISTINCT conversation_id) FROM messages WHERE awaits_turn");

            // The machine itself is not the same from one minute to the next: what is held against is the mean of before and after.
            world.Release();

            while (await database.CountAsync("SELECT count(*) FROM messages WHERE awaits_turn") > 0)
            {
                await Task.Delay(100);
            }

            var after = await MeasureAsync(world, TimeSpan.FromSeconds(options.Seconds));
            var change = (Percentile(during, 0.5) / ((Percentile(before, 0.5) + Percentile(after, 0.5)) / 2)) - 1;
            Print("p50 ms before", Percentile(before, 0.5), $"from the webhook to the gateway, {before.Length} answers");
            Print("p99 ms before", Percentile(before, 0.99), "");
            Print("p50 ms during", Percentile(during, 0.5), $"{hanging} questions hang, {waiting} conversations wait, {during.Length} answers");
            Print("p99 ms during", Percentile(during, 0.99), "");
            Print("p50 ms after", Percentile(after, 0.5), $"{after.Length} answers");
            Print("p99 ms after", Percentile(after, 0.99), "");
            Print("change of p50 %", 100 * change, $"less than {100 * MostChange:0}");

            if (waiting < Waiting)
            {
                Console.Error.WriteLine($"Only {waiting} of {Waiting} conversations of the noisy tenant still waited.");
            }

            if (change >= MostChange)
            {
                Console.Error.WriteLine("The noisy neighbour costs the others too much.");
            }

            return waiting >= Waiting && change < MostChange;
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    // Each asker writes as somebody new, waits for the answer, and asks again.
    private async Task<double[]> MeasureAsync(LoopbackWorld world, TimeSpan time)
    {
        var measured = new ConcurrentBag<double>();
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(_doors.SelectMany(door => Enumerable.Range(0, AskersPerTenant).Select(_ => AskAsync(door))));
        return [.. measured.Order()];

        async Task AskAsync(Door door)
        {
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                var number = Interlocked.Increment(ref _number);
                var question = string.Create(CultureInfo.InvariantCulture, $"Question {number}");
                var answered = world.AwaitAsync(question);
                var asked = Stopwatch.GetTimestamp();
                await door.PostAsync(number, question);
                measured.Add(Stopwatch.GetElapsedTime(asked, await answered).TotalMilliseconds);
                await Task.Delay(Thinking);
            }
        }
    }

    private static double Percentile(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];

    private static void Print(string name, double figure, string remark)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-18}{figure,10:N1}  {remark}"));

    // A business with one WhatsApp instance that an agent answers.
    private sealed class Door(HttpClient http, string path)
    {
        public static async Task<Door> MakeAsync(ServerProcess omni, LoopbackWorld world, string slug, string agentUrl)
        {
            var made = await PostAsync(omni, OmniServer.PlatformKey, "tenants", new { slug, name = slug });
            var instance = await PostAsync(omni, made.GetProperty("api_key").GetString()!, "instances", new
            {
                name = $"wa-{slug}",
                channel_type = "whatsapp",
                evolution_url = world.Url,
                evolution_key = LoopbackWorld.Key,
                auto_setup = false,
                agent_api_url = agentUrl,
                agent_timeout = 60,
            });
            var http = new HttpClient { BaseAddress = new(omni.Url) };
            http.DefaultRequestHeaders.Add("X-Omni-Webhook-Token", instance.GetProperty("webhook_token").GetString());
            return new(http, $"/webhook/evolution/wa-{slug}");
        }

        public async Task PostAsync(long number, string text)
        {
            using var answer = await http.PostAsJsonAsync(path, new
            {
                @event = "messages.upsert",
                data = new
                {
                    key = new { remoteJid = string.Create(CultureInfo.InvariantCulture, $"1555{number:D7}@s.whatsapp.net"), fromMe = false, id = string.Create(CultureInfo.InvariantCulture, $"3A{number:X18}") },
                    message = new { conversation = text },
                    messageType = "conversation",
                    messageTimestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
                },
            });
            answer.EnsureSuccessStatusCode();
        }

        private static async Task<JsonElement> PostAsync(ServerProcess omni, string key, string path, object body)
        {
            using var http = new HttpClient { BaseAddress = new(omni.Url) };
            http.DefaultRequestHeaders.Add("x-api-key", key);
            using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body);
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"POST {path}: {text}");
        }
    }
}
