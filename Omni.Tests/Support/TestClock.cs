// A wall clock that tests move: it runs beside the real one with an offset, or stands still.
namespace Omni.Tests.Support;

/// <summary>Only <see cref="GetUtcNow"/> is moved; timers, delays and timestamps keep real time.</summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _frozen;
    private TimeSpan _offset;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _frozen ?? base.GetUtcNow() + _offset;
        }
    }

    /// <summary>Jumps to an instant; a running clock runs on from there, a frozen one stands there.</summary>
    public void Set(DateTimeOffset now)
    {
        lock (_lock)
        {
            var utc = now.ToUniversalTime();
            _offset = utc - base.GetUtcNow();
            _frozen = _frozen is null ? null : utc;
        }
    }

    public void Advance(TimeSpan by) => Change(() =>
    {
        _offset += by;
        _frozen += by;
    });

    /// <summary>Stands still, at this very moment or at the given one.</summary>
    public void Freeze(DateTimeOffset? at = null) => Change(() => _frozen = at?.ToUniversalTime() ?? GetUtcNow());

    /// <summary>Runs on from where it stood.</summary>
    public void Run() => Change(() =>
    {
        _offset = GetUtcNow() - base.GetUtcNow();
        _frozen = null;
    });

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }
}
