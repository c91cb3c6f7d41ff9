// Whose key is this? Remembers the answer for a few seconds, and notes once a minute that a key is in use.
using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;

namespace Omni.Core.Team;

public sealed class KnownApiKeys(AcrossTenants across, IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _noted = new();
    private int _generation;

    /// <summary>Null when the key is nobody's, which is never remembered.</summary>
    public async Task<ApiKeyDoor?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var hash = ApiKey.HashOf(secret);
        var name = Convert.ToHexString(hash);

        if (_known.TryGetValue(name, out var known) && known.Until > now)
        {
            return known.Door;
        }

        var generation = Volatile.Read(ref _generation);

        if (await across.FindApiKeyAsync(hash, cancellationToken) is not { } door)
        {
            _known.TryRemove(name, out _);
            return null;
        }

        // What was read before somebody revoked a key is not worth remembering.
        if (generation == Volatile.Read(ref _generation))
        {
            _known[name] = new(door, now + Memory);
        }

        await NoteUseAsync(door, now, cancellationToken);
        return door;
    }

    /// <summary>Forgets everything, so that a revoked key stops working at once on this node.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _generation);
        _known.Clear();
    }

    private async Task NoteUseAsync(ApiKeyDoor door, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_noted.TryGetValue(door.KeyId, out var noted) && now - noted < BetweenNotes)
        {
            return;
        }

        _noted[door.KeyId] = now;
        await using var scope = scopes.Enter(door.Tenant, door.TenantSlug);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(cancellationToken);
        await db.ApiKeys.Where(k => k.Id == door.KeyId).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), cancellationToken);
    }

    private sealed record Known(ApiKeyDoor Door, DateTimeOffset Until);
}
