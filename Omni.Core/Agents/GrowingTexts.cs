// What agents are writing at this moment on this node, for open threads: in memory only, gone when it is stored.
using System.Collections.Concurrent;
using Omni.Core.Feed;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Agents;

/// <param name="Agent">Who writes.</param>
/// <param name="Text">What of it has not been stored yet; empty while the agent thinks.</param>
public sealed record GrowingText(string Agent, string Text);

public sealed class GrowingTexts(LiveFeed feed)
{
    // Nobody reads more than its end while it grows.
    private const int Longest = 8_000;
    private readonly ConcurrentDictionary<(TenantId Tenant, Guid Conversation), GrowingText> _texts = new();

    /// <summary>Null when no agent of this node writes there. Screens on other nodes see an answer when it is stored: a change between nodes carries ids only.</summary>
    public GrowingText? Find(TenantId tenant, Guid conversationId) => _texts.GetValueOrDefault((tenant, conversationId));

    internal void Show(TenantId tenant, Guid conversationId, string agent, string text)
    {
        _texts[(tenant, conversationId)] = new(agent, text.Length <= Longest ? text : text[^Longest..].Fit(Longest));
        feed.Deliver(new(tenant, FeedKind.Growing, conversationId));
    }

    internal void End(TenantId tenant, Guid conversationId)
    {
        if (_texts.TryRemove((tenant, conversationId), out _))
        {
            feed.Deliver(new(tenant, FeedKind.Growing, conversationId));
        }
    }
}
