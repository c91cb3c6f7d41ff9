// What a run came to.
using System.Diagnostics;

namespace Omni.Bench.Load;

/// <param name="Answered">Requests answered with 200, those of the warm-up among them.</param>
/// <param name="Others">Requests answered otherwise.</param>
/// <param name="Seconds">How long was measured.</param>
/// <param name="Ticks">How long each measured request took, sorted.</param>
/// <param name="CpuPerRequest">Processor time of the server for one measured request.</param>
internal sealed record Reading(long Answered, long Others, double Seconds, long[] Ticks, TimeSpan CpuPerRequest)
{
    public double PerSecond => Ticks.Length / Seconds;

    /// <summary>The time within which this part of the requests was answered, in milliseconds.</summary>
    public double Percentile(double part) => Ticks.Length == 0 ? 0 : Ticks[(int)((Ticks.Length - 1) * part)] * 1000.0 / Stopwatch.Frequency;
}
