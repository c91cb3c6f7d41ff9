// Short words about what just happened, shown for a while where nothing is in use.
namespace Omni.Web.Components.Shared;

public sealed class Toasts
{
    private const int MostShown = 4;
    private readonly List<object> _areas = [];

    internal event Action? Changed;

    internal List<Toast> Shown { get; } = [];

    /// <summary>Says that something was done.</summary>
    public void Say(string text) => Add(new(text, isBad: false));

    /// <summary>Says that something went wrong: what, why, and what to do.</summary>
    public void Warn(string text) => Add(new(text, isBad: true));

    /// <summary>A place came onto the screen: it shows what the others showed before.</summary>
    internal void Enter(object area)
    {
        _areas.Add(area);
        Changed?.Invoke();
    }

    internal void Leave(object area)
    {
        _areas.Remove(area);
        Changed?.Invoke();
    }

    internal bool IsShownBy(object area) => _areas is [.., var last] && last == area;

    /// <summary>Takes away what was said of attempts before: the last one was refused.</summary>
    internal void Settle()
    {
        if (Shown.RemoveAll(toast => !toast.IsBad) > 0)
        {
            Changed?.Invoke();
        }
    }

    internal void Remove(Toast toast)
    {
        Shown.Remove(toast);
        Changed?.Invoke();
    }

    private void Add(Toast toast)
    {
        Shown.RemoveRange(0, Math.Max(0, Shown.Count + 1 - MostShown));
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
