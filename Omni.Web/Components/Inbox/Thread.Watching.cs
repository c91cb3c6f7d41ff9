// What passes in a thread and is stored nowhere; and what a thread says changes with time alone, too.
using Omni.Core.Conversations;

namespace Omni.Web.Components.Inbox;

public sealed partial class Thread
{
    /// <summary>Takes what an agent of this node is writing here, and whether the customer is; shown with whatever is shown next.</summary>
    public void ShowPassing()
    {
        _growing = Growing.Find(Tenant.Required, ConversationId);
        var typing = Signs.Find(Tenant.Required, ConversationId);

        if (typing is not null && typing != _typing)
        {
            _ = EndTypingAsync(typing);
        }

        _typing = typing;
    }

    // A sign that nobody renews or takes back ends by itself.
    private async Task EndTypingAsync(TypingSign typing)
    {
        try
        {
            await Task.Delay(typing.Until - Clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero, Clock, Leaving);
            await InvokeAsync(() =>
            {
                if (_typing == typing)
                {
                    _typing = null;
                    StateHasChanged();
                }
            });
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The reader has left.
        }
    }

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
