// Many tool calls of two tenants at once, by tokens and by keys, many of them naming the other tenant: no row lands on the wrong side.
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

[Heavy]
public sealed class ManyToolCallsTests(SharedApp app, ITestOutputHelper output)
{
    private static readonly int Customers = TestSize.IsFull ? 20 : 8;
    private static readonly int Calls = TestSize.IsFull ? 1_000 : 60;

    [Fact]
    public async Task No_row_of_mixed_calls_is_on_the_wrong_side()
    {
        await using var astro = await BeginAsync();
        await using var ecla = await BeginAsync();
        Side[] sides = [new("astro", astro, ecla), new("ecla", ecla, astro)];
        using var http = app.Http();
        var watch = Stopwatch.StartNew();
        var answers = new List<(Side Side, bool IsStrange, HttpStatusCode Status)>();

        await Parallel.ForEachAsync(Enumerable.Range(0, Calls), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (n, cancellationToken) =>
        {
            var side = sides[n % 2];
            using var request = side.Call(n);
            using var answer = await http.SendAsync(request, cancellationToken);

            lock (answers)
            {
                answers.Add((side, Side.IsStrange(n), answer.StatusCode));
            }
        });

        output.WriteLine($"{Calls} calls in {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.All(answers, a => Assert.Equal(a.IsStrange ? HttpStatusCode.NotFound : HttpStatusCode.Accepted, a.Status));

        foreach (var side in sides)
        {
            await AssertAloneAsync(side, answers.Count(a => a.Side == side && !a.IsStrange));
        }

        output.WriteLine($"all sent after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private static async Task AssertAloneAsync(Side side, int expected)
    {
        var messages = await Eventually.ReadAsync(
            () => side.Own.ReadAsync(db => db.Messages.AsNoTracking().Include(m => m.Attachments).Where(m => m.Source == MessageSource.Tool).ToListAsync()),
            found => found.Count == expected && found.TrueForAll(m => m.Status is MessageStatus.Sent),
            found => $"{found.Count} of {expected}: {string.Join(", ", found.CountBy(m => m.Status))}");
        var instances = await side.Own.ReadAsync(db => db.Instances.Select(i => i.Id).ToListAsync());
        var conversations = await side.Own.ReadAsync(db => db.Conversations.Select(c => new { c.Id, c.ContactId }).ToDictionaryAsync(c => c.Id, c => c.ContactId));

        Assert.All(messages, m => Assert.Equal((true, conversations[m.ConversationId]), (instances.Contains(m.InstanceId!.Value), m.ContactId)));
        Assert.All(messages, m => Assert.StartsWith(side.Name, m.Text ?? m.Details!.Location!.Name, StringComparison.Ordinal));
        Assert.Equal(Customers, conversations.Count);
        Assert.All(side.Own.Gateway.Sends, s => Assert.Equal(side.Own.Gateway.Key, s.ApiKey));
        var said = side.Own.Gateway.Accepted.Select(s => s.Text ?? s.Read("caption") ?? s.Read("name")!).Where(t => !t.StartsWith("Answer", StringComparison.Ordinal)).ToList();
        Assert.Equal(expected, said.Count);
        Assert.All(said, t => Assert.StartsWith(side.Name, t, StringComparison.Ordinal));
    }

    private async Task<TestTenant> BeginAsync()
    {
        var tenant = await TestTenant.CreateAsync(app);
        await Task.WhenAll(Enumerable.Range(0, Customers).Select(n => tenant.ReceiveAsync($"ASK-{n}", Number(n), "Hello")));
        await tenant.WaitForMessagesAsync(m => m.Count == 2 * Customers && m.TrueForAll(x => x.Status is MessageStatus.Received or MessageStatus.Sent));
        return tenant;
    }

    // Both tenants know all of them.
    private static string Number(int n) => $"55119888800{n:00}";

    private sealed record Side(string Name, TestTenant Own, TestTenant Other)
    {
        private readonly string[] _tokens = [.. Own.Agent.Calls.Select(c => c.Body.GetProperty("context").GetProperty("context_token").GetString()!)];

        // By a key, through the other's instance.
        public static bool IsStrange(int n) => n / 2 % 5 == 4;

        public HttpRequestMessage Call(int n)
        {
            var call = n / 2;
            var byKey = call % 5 >= 3;
            var instance = byKey && !IsStrange(n) ? Own.InstanceName : Other.InstanceName;
            var to = $"+{Number(call % Customers)}";
            var words = $"{Name} {call}";
            (string Path, object Body) what = (call % 3) switch
            {
                0 => ("send-text", new { text = words, instance, to }),
                1 => ("send-image", new { base64 = "AAEC", mime_type = "image/png", caption = words, instance, to }),
                _ => ("send-location", new { latitude = 1.5, longitude = 2.5, name = words, instance, to }),
            };
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/tools/{what.Path}") { Content = JsonContent.Create(what.Body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", byKey ? Own.ApiKey : _tokens[call % _tokens.Length]);
            return request;
        }
    }
}
