// The WhatsApp gateway as recordings of Evolution 2.3 show it, on a port of its own.
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Omni.Tests.Support;

/// <summary>
/// Messages may be sent through any instance: a name it never heard of counts as open, until
/// <see cref="SetState"/> says otherwise. Under /instance and /webhook unknown names are 404.
/// Every knob may be turned at any time; <see cref="Mode"/> and <see cref="Delay"/> concern messages only.
/// </summary>
public sealed partial class FakeEvolution : IAsyncDisposable
{
    private readonly CallLog<FakeCall> _calls = new();
    private readonly FakeEvolutionInstances _instances = new();
    private readonly HttpClient _webhooks = new();
    private readonly Lock _lock = new();
    private FakeServer _server = null!;

    private FakeEvolution(string key) => Key = key;

    public string Url => _server.Url;

    /// <summary>The global apikey; an instance's own token is good for that instance.</summary>
    public string Key { get; }

    public IReadOnlyList<FakeCall> Calls => _calls.All;

    /// <summary>Every sendText that came, refused ones too.</summary>
    public IReadOnlyList<FakeCall> Sends => [.. Calls.Where(call => call.IsSend)];

    /// <summary>What customers got on their phones: every sendText that was taken over, answered or not.</summary>
    public IReadOnlyList<FakeCall> Accepted => [.. Calls.Where(call => call.IsSend && call.MessageId is not null)];

    public FakeEvolutionMode Mode { get => Read(ref field); set => Write(ref field, value); }

    /// <summary>Passes before every answer to a message; the call is recorded before it.</summary>
    public TimeSpan Delay { get => Read(ref field); set => Write(ref field, value); }

    public TimeSpan RetryAfter { get => Read(ref field); set => Write(ref field, value); } = TimeSpan.FromSeconds(1);

    /// <summary>Asked for every call of whatever path; null leaves it to <see cref="Mode"/>. May be called from many threads at once.</summary>
    public Func<FakeCall, FakeEvolutionMode?>? Override { get => Read(ref field); set => Write(ref field, value); }

    /// <summary>When set, every message taken over X</summary>
    public FakeWebhook? Echo { get => Read(ref field); set => Write(ref field, value); }

    public static async Task<FakeEvolution> StartAsync(string key = "evolution-global-key", int port = 0)
    {
        var fake = new FakeEvolution(key);
        fake._server = await FakeServer.StartAsync(fake.AnswerAsync, port);
        return fake;
    }

    /// <summary>Breaks all connections and refuses new ones for a while. Give it a port at the start that no outgoing connection takes meanwhile.</summary>
    public async Task RefuseAsync(TimeSpan time)
    {
        await _server.DisposeAsync();
        await Task.Delay(time);
        _server = await FakeServer.StartAsync(AnswerAsync, new Uri(Url).Port);
    }

    public Task<IReadOnlyList<FakeCall>> WaitForSendsAsync(int count, TimeSpan? timeout = null) => WaitForCallsAsync(call => call.IsSend, count, timeout);

    /// <summary>Waits a minute unless told otherwise.</summary>
    /// <exception cref="TimeoutException">Fewer came.</exception>
    public Task<IReadOnlyList<FakeCall>> WaitForCallsAsync(Func<FakeCall, bool> counts, int count, TimeSpan? timeout = null) =>
        _calls.WaitAsync(counts, count, timeout ?? Eventually.Patience);

    /// <param name="instance">Made when unknown.</param>
    /// <param name="state">open, connecting or close.</param>
    public void SetState(string instance, string state) => _instances.Put(instance, state);

    /// <summary>Where and how the app asked to be told of the events of an instance; null when it did not.</summary>
    public FakeWebhook? WebhookOf(string instance) => _instances.Find(instance)?.Webhook;

    /// <summary>Posts an event to <see cref="Echo"/>, else to the webhook set for the instance.</summary>
    /// <param name="data">Serialized as it is.</param>
    public async Task<HttpResponseMessage> EmitAsync(string instance, string eventName, object? data)
    {
        var webhook = Echo ?? WebhookOf(instance) ?? throw new InvalidOperationException($"No webhook is set for {instance}.");
        var envelope = new JsonObject
        {
            ["event"] = eventName,
            ["instance"] = instance,
            ["data"] = JsonSerializer.SerializeToNode(data, FakeServer.Json),
            ["destination"] = webhook.Url,
            ["date_time"] = FakeEvolutionMessages.Time(TimeProvider.System.GetUtcNow()),
            ["sender"] = "5511900000009@s.whatsapp.net",
            ["server_url"] = Url,
            ["apikey"] = _instances.Adopt(instance).Token,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = JsonContent.Create(envelope, options: FakeServer.Json) };
        foreach (var (name, value) in webhook.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _webhooks.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _webhooks.Dispose();
    }

    private T Read<T>(ref T knob)
    {
        lock (_lock)
        {
            return knob;
        }
    }

    private void Write<T>(ref T knob, T value)
    {
        lock (_lock)
        {
            knob = value;
        }
    }
}
