// Two nodes send messages (two thousand to a hundred people with OMNI_FULL_TESTS=1, else a hundred to twenty-five) through a gateway that fails three times
// in ten and refuses connections now and then, while one of them is killed (twice in full). The other one is the test's own.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery.Chaos;

public sealed class ChaosRun : IAsyncLifetime
{
    public static readonly int People = TestSize.IsFull ? 100 : 25;
    public static readonly int PerPerson = TestSize.IsFull ? 20 : 4;
    private static readonly int Waiting = TestSize.IsFull ? 17 : 2;
    private static readonly int Kills = TestSize.IsFull ? 2 : 1;
    public static readonly int[] RefusedAfterPercent = TestSize.IsFull ? [10, 35, 60] : [35];
    private static readonly int Total = People * PerPerson;
    private const int Writers = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private static readonly (string, string)[] Settings =
        [("Omni:Delivery:GatewayTimeoutSeconds", "1"), ("Omni:Delivery:RetryMilliseconds", "50"), ("Omni:Delivery:Concurrency", "128")];

    private readonly OmniApp _one = new();
    private readonly string _files = Directory.CreateTempSubdirectory("omni-chaos-").FullName;
    private readonly ConcurrentDictionary<string, int> _tries = new(StringComparer.Ordinal);
    private ChildOmni? _two;

    public TestTenant Tenant { get; private set; } = null!;

    /// <summary>The outbound rows when nothing was left to do, in the order in which they were queued.</summary>
    public IReadOnlyList<Message> Rows { get; private set; } = [];

    public TimeSpan Took { get; private set; }

    /// <summary>Requests that the gateway failed, by how.</summary>
    public IReadOnlyDictionary<FakeEvolutionMode, int> Failures => _failures;

    private readonly ConcurrentDictionary<FakeEvolutionMode, int> _failures = new();

    private static string TextOf(int number, int person) => string.Create(CultureInfo.InvariantCulture, $"Message {number} to {person}");

    private static string NumberOf(int person) => string.Create(CultureInfo.InvariantCulture, $"5511977{person:D6}");

    public async ValueTask InitializeAsync()
    {
        foreach (var (key, value) in Settings)
        {
            _one.Settings[key] = value;
        }

        await _one.InitializeAsync();
        Tenant = await TestTenant.CreateAsync(_one, hasAgent: false, gatewayPort: PostgresCluster.FreePort());
        Tenant.Gateway.Delay = TimeSpan.FromMilliseconds(20);
        Tenant.Gateway.Override = Fail;

        _two = await StartAsync();
        var watch = Stopwatch.StartNew();
        var threads = await BeginAsync();
        await Task.WhenAll([.. Enumerable.Range(0, Writers).Select(w => Task.Run(() => WriteAsync(w, threads))), RefuseNowAndThenAsync(), KillAsync()]);
        Rows = await SettledAsync();
        Took = watch.Elapsed;
    }

    /// <summary>What the gateway tells of a message that it sent.</summary>
    public async Task EchoAsync(FakeCall sent)
    {
        using var answer = await Tenant.PostAsync(Webhooks.Text(sent.MessageId!, sent.Number!.TrimStart('+'), sent.Text!, fromMe: true));
        answer.EnsureSuccessStatusCode();
    }

    public Task<List<Message>> ReadAsync()
        => Tenant.ReadAsync(db => db.Messages.AsNoTracking().Where(m => m.Direction == MessageDirection.Outbound).OrderBy(m => m.Sequence).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await (_two?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Tenant?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _one.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }

    private Task<ChildOmni> StartAsync() => ChildOmni.StartAsync(_one.ConnectionString, _files, Settings);

    // Drawn from what is sent and how often it was tried, so that every run fails alike.
    private FakeEvolutionMode? Fail(FakeCall call)
    {
        if (!call.IsSend)
        {
            return null;
        }

        var drawn = new Random(HashCode(call.Text! + _tries.AddOrUpdate(call.Text!, 1, (_, tries) => tries + 1))).Next(100);
        FakeEvolutionMode? mode = drawn switch
        {
            < 8 => FakeEvolutionMode.Error500,
            < 14 => FakeEvolutionMode.TooManyRequests,
            < 22 => FakeEvolutionMode.LoseAnswer,
            < 25 => FakeEvolutionMode.TakeAndHang,
            < 28 => FakeEvolutionMode.Hang,
            < 30 => FakeEvolutionMode.NotOnWhatsApp,
            _ => null,
        };

        if (mode is { } failure)
        {
            _failures.AddOrUpdate(failure, 1, (_, count) => count + 1);
        }

        return mode;
    }

    // The framework's own differs from run to run.
    private static int HashCode(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));

    // The first message to everybody begins their thread; behind it a backlog stands at once, as rows, since two cores have better things to do than to write it.
    private async Task<Guid[]> BeginAsync()
    {
        var first = new Message[People];
        await Parallel.ForAsync(0, People, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (person, _) =>
        {
            await using var scope = _one.Enter(Tenant.Tenant);
            var stored = await scope.ServiceProvider.GetRequiredService<SendToAddress>().RunAsync(new(Tenant.InstanceName, $"+{NumberOf(person)}", TextOf(0, person), MessageSource.Api, null, "BR"), default);
            first[person] = stored.Value!;
        });
        var waiting = Enumerable.Range(1, Waiting - 1).SelectMany(number => first.Select((message, person) => Behind(message, TextOf(number, person)))).ToArray();
        await Tenant.ReadAsync(db =>
        {
            db.AddRange(waiting);
            return db.SaveChangesAsync();
        });
        return [.. first.Select(m => m.ConversationId)];
    }

    private static Message Behind(Message first, string text) => new()
    {
        ConversationId = first.ConversationId,
        ContactId = first.ContactId,
        InstanceId = first.InstanceId,
        InstanceName = first.InstanceName,
        Address = first.Address,
        Direction = MessageDirection.Outbound,
        Source = MessageSource.Api,
        Kind = MessageKind.Text,
        Text = text,
        Status = MessageStatus.Queued,
        SentAt = first.SentAt,
        CreatedAt = first.CreatedAt,
    };

    // Meanwhile people write on, each to persons of their own.
    private async Task WriteAsync(int writer, Guid[] threads)
    {
        for (var number = Waiting; number < PerPerson; number++)
        {
            for (var person = writer; person < People; person += Writers)
            {
                await using var scope = _one.Enter(Tenant.Tenant);
                var stored = await scope.ServiceProvider.GetRequiredService<QueueMessage>()
                    .RunAsync(new() { ConversationId = threads[person], Content = TextOf(number, person), Source = MessageSource.Api }, default);
                Assert.True(stored.IsOk);
            }
        }
    }

    private async Task RefuseNowAndThenAsync()
    {
        foreach (var percent in RefusedAfterPercent)
        {
            await Tenant.Gateway.WaitForSendsAsync(Total * percent / 100, Patience);
            await Tenant.Gateway.RefuseAsync(TimeSpan.FromMilliseconds(300));
        }
    }

    private async Task KillAsync()
    {
        for (var kill = 1; kill <= Kills; kill++)
        {
            await WorkingAsync();
            await _two!.KillAsync();
            await _two.DisposeAsync();
            _two = await StartAsync();
        }
    }

    // Kills it amid its work; on a busy machine the other one may have done all meanwhile.
    private async Task WorkingAsync()
    {
        try
        {
            await Tenant.Gateway.WaitForSendsAsync(Tenant.Gateway.Sends.Count + (Total / 8), TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
        }
    }

    private async Task<IReadOnlyList<Message>> SettledAsync()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(Eventually.PauseAfter(watch.Elapsed)))
        {
            if (!await Tenant.ReadAsync(db => db.Messages.AnyAsync(m => m.Status == MessageStatus.Queued || m.Status == MessageStatus.Sending)))
            {
                return await ReadAsync();
            }
        }

        throw new TimeoutException($"Left: {string.Join(", ", (await ReadAsync()).CountBy(m => m.Status))}");
    }
}
