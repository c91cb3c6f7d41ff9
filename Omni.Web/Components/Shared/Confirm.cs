// Asks before something is lost, by naming the thing.
namespace Omni.Web.Components.Shared;

public sealed class Confirm
{
    internal event Action? Changed;

    internal Question? Asked { get; private set; }

    /// <summary>Answers true when the person said yes.</summary>
    /// <param name="title">Names the thing: <c>Delete instance “sales”?</c></param>
    /// <param name="consequence">What will be lost, in one sentence.</param>
    /// <param name="action">What the button says: <c>Delete sales</c>.</param>
    /// <param name="typedName">When given, the person must type this name first.</param>
    public Task<bool> AskAsync(string title, string consequence, string action, string? typedName = null)
    {
        Asked?.Answer.TrySetResult(false);
        Asked = new(title, consequence, action, typedName, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Changed?.Invoke();
        return Asked.Answer.Task;
    }

    internal void Answer(bool yes)
    {
        var asked = Asked;
        Asked = null;
        Changed?.Invoke();
        asked?.Answer.TrySetResult(yes);
    }

    internal sealed record Question(string Title, string Consequence, string Action, string? TypedName, TaskCompletionSource<bool> Answer);
}
