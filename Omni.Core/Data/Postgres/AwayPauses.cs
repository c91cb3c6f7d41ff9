// How long what must not be lost waits for a database that is away for a moment.
namespace Omni.Core.Data.Postgres;

internal static class AwayPauses
{
    /// <summary>Between one try and the next; about ten seconds in all, as long as a lease lives.</summary>
    public static readonly TimeSpan[] All = [.. new double[] { 0.1, 0.4, 1, 2, 3, 3.5 }.Select(TimeSpan.FromSeconds)];
}
