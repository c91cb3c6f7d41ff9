// A screen that reads: it stops when its reader leaves, and never shows the older of two reads after the newer.
using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Shared;

/// <summary>Reads take <see cref="Leaving"/>: after the tab is closed its circuit has no database any more. What is written is finished all the same.</summary>
public abstract class ReadingScreen : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private int _begun;
    private int _shown;

    protected bool HasLeft => _leaving.IsCancellationRequested;

    // Also after Dispose, when a notification or a browser event comes late.
    protected CancellationToken Leaving => HasLeft ? new(canceled: true) : _leaving.Token;

    public virtual void Dispose()
    {
        if (!HasLeft)
        {
            _leaving.Cancel();
            _leaving.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Before a read; answers its number.</summary>
    protected int BeginRead() => ++_begun;

    /// <summary>After it: false when one that began later is shown already.</summary>
    protected bool MayShow(int read)
    {
        if (read < _shown)
        {
            return false;
        }

        _shown = read;
        return true;
    }
}
