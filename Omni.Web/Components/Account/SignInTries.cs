// How often one address may be wrong about passwords, whoever's they are: closing accounts does not stop somebody who tries one password on all of them.
using System.Threading.RateLimiting;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Account;

internal sealed class SignInTries : IDisposable
{
    public const int MostWrong = 30;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly PartitionedRateLimiter<string> _wrong = PartitionedRateLimiter.Create<string, string>(
        caller => RateLimitPartition.GetFixedWindowLimiter(caller, _ => new() { PermitLimit = MostWrong, Window = Window, QueueLimit = 0 }));

    // One after the other, and few in line: tries at once would else all be made before the first wrong one counts.
    private readonly PartitionedRateLimiter<string> _atOnce = PartitionedRateLimiter.Create<string, string>(
        caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new() { PermitLimit = 1, QueueLimit = MostWrong }));

    /// <summary>Waits for its turn. Not acquired when the address may not try (see <see cref="MayTry"/>), or too many wait; else to be disposed of when the try is counted.</summary>
    public async Task<RateLimitLease> BeginAsync(HttpContext http)
    {
        var turn = await _atOnce.AcquireAsync(http.CallerAddress, permitCount: 1, http.RequestAborted);

        if (!turn.IsAcquired || MayTry(http))
        {
            return turn;
        }

        turn.Dispose();
        return _wrong.AttemptAcquire(http.CallerAddress, permitCount: 0);
    }

    /// <summary>False once it has been wrong thirty times in a quarter of an hour. Who is right costs nothing.</summary>
    public bool MayTry(HttpContext http)
    {
        using var lease = _wrong.AttemptAcquire(http.CallerAddress, permitCount: 0);
        return lease.IsAcquired;
    }

    public void CountWrong(HttpContext http) => _wrong.AttemptAcquire(http.CallerAddress).Dispose();

    public void Dispose()
    {
        _wrong.Dispose();
        _atOnce.Dispose();
    }
}
