// What a thread says changes with time alone, too.
namespace Omni.Web.Components.Inbox;

public sealed partial class Thread
{
    // What is said of a message changes with time alone: "not confirmed", "decide".
    private async Task LookAgainAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(20));

        try
        {
            while (await timer.WaitForNextTickAsync(Leaving))
            {
                if (_timeline.WaitsForChannel)
                {
                    await InvokeAsync(StateHasChanged);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The reader has left.
        }
    }
}
