using Microsoft.AspNetCore.Components;
using Omni.Core.Conversations;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Results;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Scheduled;

public sealed partial class ScheduledItem
{
    private ScheduleDraft? _draft;
    private string _text = "";
    private Error? _refusal;
    private bool _isBusy;

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required ChangeSchedule Change { get; init; }

    [Inject] public required FireSchedule Fire { get; init; }

    [Inject] public required CancelScheduled CancelIt { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter, EditorRequired]
    public required ScheduledRow Row { get; set; }

    /// <summary>Whose thread it goes to, where that does not stand around it.</summary>
    [Parameter]
    public ConversationRow? Conversation { get; set; }

    private void Edit() => (_draft, _text, _refusal) = (ScheduleDraft.Of(Row, Browser.Zone), Row.Message.Text ?? "", null);

    private async Task SaveAsync()
    {
        var (draft, before) = (_draft!, ScheduleDraft.Of(Row, Browser.Zone));
        var isMoved = (draft.Date, draft.Time) != (before.Date, before.Time);

        if (isMoved && draft.ToSchedule(Browser.Zone, Clock.GetUtcNow()) is { IsOk: false, Error: var refusal })
        {
            _refusal = refusal;
            return;
        }

        // A time that nobody touched stays to the second, and in its zone.
        var change = new ScheduleChange { Text = _text, Time = isMoved ? draft.Read(Browser.Zone) : null, Recurrence = draft.Recurrence, OnlyIfUnanswered = draft.OnlyIfUnanswered };
        await DoAsync(async () => _refusal = (await Change.RunAsync(Row.Message.Id, change, CancellationToken.None)).Error);
        _draft = _refusal is null ? null : _draft;
    }

    private Task SendNowAsync() => DoAsync(async () => Warn((await Fire.NowAsync(Row.Message.Id, CancellationToken.None)).Error));

    private async Task CancelAsync()
    {
        if (Row.Recurrence is Recurrence.None
            || await Confirm.AskAsync("Cancel this and all that follow?", $"It goes out {Row.Recurrence.InWords().ToLowerInvariant()}; cancelled, it never goes out again.", "Cancel all"))
        {
            await DoAsync(async () => Warn((await CancelIt.RunAsync(Row.Message.Id, CancellationToken.None)).Error));
        }
    }

    private void Warn(Error? error)
    {
        if (error is not null)
        {
            Toasts.Warn(error.Message);
        }
    }

    private async Task DoAsync(Func<Task> action)
    {
        _isBusy = true;

        try
        {
            await action();
        }
        finally
        {
            _isBusy = false;
        }
    }
}
