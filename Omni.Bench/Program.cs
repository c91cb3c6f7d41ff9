// Measures Omni from outside, in a process of its own. Started by ./bench, which also starts the PostgreSQL.
using Omni.Bench;
using Omni.Bench.Backfill;
using Omni.Bench.Fairness;
using Omni.Bench.Sends;
using Omni.Bench.Servers;
using Omni.Bench.Webhooks;

if (args is [BareServer.Command, .. var rest])
{
    await BareServer.RunAsync(rest);
    return 0;
}

IBench[] benches = [new WebhooksBench(), new BackfillBench(), new SendsBench(), new FairnessBench()];

if (!BenchOptions.TryRead(args, [.. benches.Select(b => b.Name)], out var options, out var error))
{
    Console.Error.WriteLine(error);
    return 2;
}

var isGood = true;

foreach (var bench in benches.Where(b => options.Only.Count == 0 || options.Only.Contains(b.Name)))
{
    isGood &= await bench.RunAsync(options);
}

return isGood ? 0 : 1;
