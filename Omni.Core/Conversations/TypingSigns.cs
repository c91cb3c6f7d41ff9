// Who is writing to us at this moment, for open threads: in memory only, told between nodes by the feed, gone by itself after some seconds.
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
    private const int MostOfOneTenant = 2_000;
    private const int MostOfAll = 20_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Other = TimeSpan.FromMilliseconds(300);
    private readonly TenantShares<Guid, TypingSign> _signs;
    private readonly TenantShares<(Guid Instance, ChannelAddress Address), (TypingActivity Activity, DateTimeOffset At)> _told;
    private readonly TimeProvider _clock;

    public TypingSigns(LiveFeed feed, TimeProvider clock)
    {
        _clock = clock;
        _signs = new(MostOfOneTenant, MostOfAll, sign => sign.Until <= clock.GetUtcNow());
        _told = new(MostOfOneTenant, MostOfAll, told => clock.GetUtcNow() - told.At >= Same);
        feed.Changed += Take;
    }

    /// <summary>Null when nobody is writing there.</summary>
    public TypingSign? Find(TenantId tenant, Guid conversationId)
        => _signs.TryGet(tenant, conversationId, out var sign) && sign.Until > _clock.GetUtcNow() ? sign : null;

    /// <summary>Whether it is worth telling: not what was told just now, nor the end of what nobody is shown. A gateway may tell a hundred times a second.</summary>
    internal bool IsNews(TenantId tenant, Guid instanceId, ActivitySeen seen)
    {
        var now = _clock.GetUtcNow();
        var key = (instanceId, seen.Addresses[0]);

        if ((seen.Activity is TypingActivity.Paused && !_signs.Has(tenant))
            || (_told.TryGet(tenant, key, out var last) && now - last.At < (last.Activity == seen.Activity ? Same : Other)))
        {
            return false;
        }

        _told.Put(tenant, key, (seen.Activity, now));
        return true;
    }

    private void Take(FeedEvent change)
    {
        if (change.Kind is FeedKind.Paused)
        {
            _signs.Forget(change.Tenant, change.SubjectId);
        }
        else if (change.Kind is FeedKind.Typing or FeedKind.Recording)
        {
            _signs.Put(change.Tenant, change.SubjectId, new(change.Kind is FeedKind.Recording, _clock.GetUtcNow() + Life));
        }
    }
}
