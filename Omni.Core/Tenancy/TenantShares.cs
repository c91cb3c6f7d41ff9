// Remembers things of tenants in memory, a bounded number of each and of all: who brings too many loses their own, never another's.
using System.Diagnostics.CodeAnalysis;

namespace Omni.Core.Tenancy;

/// <param name="mostOfOne">How many things of one tenant at most.</param>
/// <param name="mostOfAll">How many over all tenants; when they come to more, the tenant with the most loses theirs.</param>
/// <param name="isOver">Whether a thing counts no longer, so that it may go first.</param>
internal sealed class TenantShares<TKey, TValue>(int mostOfOne, int mostOfAll, Func<TValue, bool> isOver)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, Dictionary<TKey, TValue>> _shares = [];
    private int _count;

    public bool Has(TenantId tenant)
    {
        lock (_gate)
        {
            return _shares.ContainsKey(tenant);
        }
    }

    public bool TryGet(TenantId tenant, TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            value = default;
            return _shares.TryGetValue(tenant, out var share) && share.TryGetValue(key, out value);
        }
    }

    public void Put(TenantId tenant, TKey key, TValue value)
    {
        lock (_gate)
        {
            if (!_shares.TryGetValue(tenant, out var share) || !share.ContainsKey(key))
            {
                MakeRoom(tenant);
                share = _shares.TryGetValue(tenant, out var still) ? still : _shares[tenant] = [];
                _count++;
            }

            share[key] = value;
        }
    }

    public void Forget(TenantId tenant, TKey key)
    {
        lock (_gate)
        {
            Remove(tenant, [key]);
        }
    }

    private void MakeRoom(TenantId tenant)
    {
        if (_shares.TryGetValue(tenant, out var own) && own.Count >= mostOfOne)
        {
            MakeRoomIn(tenant, own);
        }

        if (_count >= mostOfAll)
        {
            var (largest, share) = _shares.MaxBy(s => s.Value.Count);
            MakeRoomIn(largest, share);
        }
    }

    private void MakeRoomIn(TenantId tenant, Dictionary<TKey, TValue> share)
    {
        List<TKey> over = [.. share.Where(s => isOver(s.Value)).Select(s => s.Key)];
        Remove(tenant, over.Count > 0 ? over : [.. share.Keys]);
    }

    private void Remove(TenantId tenant, List<TKey> keys)
    {
        if (!_shares.TryGetValue(tenant, out var share))
        {
            return;
        }

        _count -= keys.Count(share.Remove);

        if (share.Count == 0)
        {
            _shares.Remove(tenant);
        }
    }
}
