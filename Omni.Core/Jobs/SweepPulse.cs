// When this node's sweep last did its work, for the health page.
namespace Omni.Core.Jobs;

public sealed class SweepPulse(TimeProvider clock)
{
    private long _last;

    /// <summary>Null before the first one.</summary>
    public DateTimeOffset? Last => Interlocked.Read(ref _last) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    public void Beat() => Interlocked.Exchange(ref _last, clock.GetUtcNow().UtcTicks);
}
