// Short words about what just happened, shown for a while at the bottom of the screen.
namespace Omni.Web.Components.Shared;

public sealed class Toasts
{
    internal event Action? Changed;

    internal List<Toast> Shown { get; } = [];

    /// <summary>Says that something was done.</summary>
    public void Say(string text) => Add(new(text, isBad: false));

    /// <summary>Says that something went wrong: what, why, and what to do.</summary>
    public void Warn(string text) => Add(new(text, isBad: true));

    internal void Remove(Toast toast)
    {
        Shown.Remove(toast);
        Changed?.Invoke();
    }

    private void Add(Toast toast)
    {
        Shown.Add(toast);
        Changed?.Invoke();
    }

    // A class, so that the same words twice are two toasts.
    internal sealed class Toast(string text, bool isBad)
    {
        public string Text => text;

        public bool IsBad => isBad;
    }
}
