namespace Omni.Tests.Support;

/// <summary>Where a <see cref="FakeEvolution"/> posts its events, with the headers that prove them.</summary>
public sealed record FakeWebhook(string Url, IReadOnlyDictionary<string, string> Headers)
{
    public FakeWebhook(string url, string token)
        : this(url, new Dictionary<string, string> { ["X-Omni-Webhook-Token"] = token })
    {
    }
}
