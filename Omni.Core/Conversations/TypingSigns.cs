// Who is writing to us at this moment, for open threads: in memory only, told between nodes by the feed, gone by itself after some seconds.
using System.Collections.Concurrent;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

/// <param name="IsRecording">Whether they speak rather than write.</param>
/// <param name="Until">When it counts no longer unless it is told again.</param>
public sealed record TypingSign(bool IsRecording, DateTimeOffset Until);

public sealed class TypingSigns
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Other = TimeSpan.FromMilliseconds(300);
    private readonly ConcurrentDictionary<(TenantId Tenant, Guid Conversation), TypingSign> _signs = new();
    private readonly ConcurrentDictionary<(Guid Instance, ChannelAddress Address), (TypingActivity Activity, DateTimeOffset At)> _told = new();
    private readonly TimeProvider _clock;

    public TypingSigns(LiveFeed feed, TimeProvider clock)
    {
        _clock = clock;
        feed.Changed += Take;
    }

    /// <summary>Null when nobody is writing there.</summary>
    public TypingSign? Find(TenantId tenant, Guid conversationId)
        => _signs.TryGetValue((tenant, conversationId), out var sign) && sign.Until > _clock.GetUtcNow() ? sign : null;

    /// <summary>Whether it is worth telling: not what was told just now, nor the end of what nobody is shown. A gateway may tell a hundred times a second.</summary>
    internal bool IsNews(Guid instanceId, ActivitySeen seen)
    {
        var now = _clock.GetUtcNow();
        var key = (instanceId, seen.Addresses[0]);

        if ((seen.Activity is TypingActivity.Paused && _signs.IsEmpty)
            || (_told.TryGetValue(key, out var last) && now - last.At < (last.Activity == seen.Activity ? Same : Other)))
        {
            return false;
        }

        if (_told.Count >= MostRemembered)
        {
            _told.Clear();
        }

        _told[key] = (seen.Activity, now);
        return true;
    }

    private void Take(FeedEvent change)
    {
        var key = (change.Tenant, change.SubjectId);

        if (change.Kind is FeedKind.Paused)
        {
            _signs.TryRemove(key, out _);
        }
        else if (change.Kind is FeedKind.Typing or FeedKind.Recording)
        {
            var now = _clock.GetUtcNow();

            if (_signs.Count >= MostRemembered)
            {
                Forget(now);
            }

            _signs[key] = new(change.Kind is FeedKind.Recording, now + Life);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, _) in _signs.Where(s => s.Value.Until <= now))
        {
            _signs.TryRemove(key, out _);
        }

        if (_signs.Count >= MostRemembered)
        {
            _signs.Clear();
        }
    }
}
