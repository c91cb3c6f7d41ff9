// Finds the instance of a webhook's URL, opened, quickly: what was found is remembered for some seconds.
using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Channels;

public sealed class InstanceDirectory
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Remembered> _found = new(StringComparer.Ordinal);
    private readonly AcrossTenants _across;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;

    public InstanceDirectory(AcrossTenants across, IServiceScopeFactory scopes, LiveFeed feed, TimeProvider clock)
    {
        (_across, _scopes, _clock) = (across, scopes, clock);
        feed.Changed += Forget;
    }

    /// <summary>The instance of that name with its tenant, or null. Names are unique over all tenants.</summary>
    public async Task<FoundInstance?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(name, out var remembered) && remembered.Until > _clock.GetUtcNow())
        {
            return remembered.Found;
        }

        if (await _across.FindInstanceAsync(name, cancellationToken) is not { } door)
        {
            _found.TryRemove(name, out _);
            return null;
        }

        await using var scope = _scopes.Enter(door.Tenant, door.TenantSlug);
        var open = await scope.ServiceProvider.GetRequiredService<OpenConnection>().RunAsync(door.InstanceId, cancellationToken);

        if (open is null)
        {
            return null;
        }

        if (_found.Count >= MostRemembered)
        {
            _found.Clear();
        }

        var found = new FoundInstance(door, open);
        _found[name] = new(found, _clock.GetUtcNow() + Memory);
        return found;
    }

    private void Forget(FeedEvent change)
    {
        if (change.Kind is FeedKind.Everything)
        {
            _found.Clear();
        }
        else if (change.Kind is FeedKind.Instance)
        {
            foreach (var (name, _) in _found.Where(f => f.Value.Found.Open.Instance.Id == change.SubjectId))
            {
                _found.TryRemove(name, out _);
            }
        }
    }

    private sealed record Remembered(FoundInstance Found, DateTimeOffset Until);
}

/// <summary>An instance, opened, with the tenant that owns it.</summary>
public sealed record FoundInstance(InstanceDoor Door, OpenInstance Open);
