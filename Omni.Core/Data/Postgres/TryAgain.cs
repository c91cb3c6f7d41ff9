// Runs a transaction again when somebody else was quicker: the next run reads their rows.
namespace Omni.Core.Data.Postgres;

internal static class TryAgain
{
    private const int MostTries = 6;

    /// <summary>Runs <paramref name="transaction"/> six times at most, as long as it ends with an exception that is worth another try; the last one passes.</summary>
    /// <param name="transaction">From its own context on: nothing of a run that failed may live on in the next.</param>
    public static async Task<T> RunAsync<T>(Func<Task<T>> transaction)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await transaction();
            }
            catch (Exception exception) when (exception.IsWorthAnotherTry && tries < MostTries)
            {
                // It begins anew.
            }
        }
    }
}
