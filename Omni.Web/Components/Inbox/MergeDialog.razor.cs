using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Omni.Core.Access;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class MergeDialog : IDisposable
{
    private const int MostFound = 20;

    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _dialog;
    private string _search = "";
    private int _searchNumber;
    private List<(ConversationRow Row, MergeReason? Reason)>? _found;
    private ConversationRow? _chosen;
    private ConversationRow? _stays;
    private MergePreview? _preview;
    private ConversationRow? _blocked;
    private bool _isBusy;

    [Inject] public required SuggestMerges Suggest { get; init; }

    [Inject] public required ListConversations Conversations { get; init; }

    [Inject] public required PreviewMerge Preview { get; init; }

    [Inject] public required BlockPerson Access { get; init; }

    [Inject] public required MergeByHand Merge { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    /// <summary>The conversation that the member has open.</summary>
    [Parameter, EditorRequired]
    public required ConversationRow Open { get; set; }

    [Parameter]
    public string MemberName { get; set; } = "";

    [Parameter]
    public EventCallback OnClose { get; set; }

    // Also after Dispose, when a browser event comes late.
    private CancellationToken Leaving => _leaving.IsCancellationRequested ? new(canceled: true) : _leaving.Token;

    private bool IsSearching => !string.IsNullOrWhiteSpace(_search);

    private ConversationRow Gone => _stays!.Id == Open.Id ? _chosen! : Open;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override async Task OnInitializedAsync() => await FindAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Js.InvokeVoidAsync("omni.dialog.open", _dialog);
        }
    }

    // Waits until the typing pauses; only the last pause counts.
    private async Task OnSearchAsync(string? text)
    {
        _search = text ?? "";
        var number = ++_searchNumber;
        await Task.Delay(200, Leaving);

        if (number == _searchNumber)
        {
            await FindAsync();
        }
    }

    private async Task FindAsync()
    {
        var number = _searchNumber;
        List<(ConversationRow, MergeReason?)> found = IsSearching
            ? [.. (await Conversations.RunAsync(new() { Search = _search }, after: null, MostFound, Leaving)).Where(r => r.Id != Open.Id).Select(r => (r, (MergeReason?)null))]
            : [.. (await Suggest.RunAsync(Open.Id, Leaving)).Select(s => (s.Row, (MergeReason?)s.Reason))];
        _found = number == _searchNumber ? found : _found;
    }

    private async Task ChooseAsync(ConversationRow row)
    {
        _chosen = row;
        await StayAsync(Open);
    }

    private async Task StayAsync(ConversationRow row)
    {
        (_stays, _preview) = (row, null);
        var preview = await Preview.RunAsync(Gone.Id, row.Id, Leaving);
        var (gone, stays) = (await IsBlockedAsync(Gone), await IsBlockedAsync(row));

        if (_stays != row)
        {
            return;
        }

        (_preview, _blocked) = (preview, gone == stays ? null : gone ? Gone : row);

        if (preview is null)
        {
            Toasts.Warn("One of these conversations went into another one meanwhile. Search again.");
            Back();
            await FindAsync();
        }
    }

    private async Task<bool> IsBlockedAsync(ConversationRow row)
        => (await Access.FindAsync(new(row.ContactId, row.IsGroup, row.InstanceId), Leaving)) is { IsBlocked: true, Rule: not null };

    private void Back() => (_chosen, _stays, _preview) = (null, null, null);

    // Two of one name are told apart by how they are reached.
    private string NameOf(ConversationRow row)
        => row.DisplayName() is var name && _chosen?.DisplayName() == Open.DisplayName() && name != row.AddressInWords() ? $"{name} ({row.AddressInWords()})" : name;

    private async Task MergeAsync()
    {
        if (_isBusy || _stays is not { } stays)
        {
            return;
        }

        _isBusy = true;
        var gone = Gone;

        try
        {
            // Merged even when the member has left meanwhile.
            var merged = await Merge.RunAsync(gone.Id, stays.Id, MemberName, CancellationToken.None);

            if (!merged.IsOk)
            {
                Toasts.Warn(merged.Error.Message);
                return;
            }

            // When the open one went, its screen follows by itself, and says so.
            if (stays.Id == Open.Id)
            {
                await Js.InvokeVoidAsync("omni.drafts.move", gone.Id, merged.Value.ConversationId);
                Toasts.Say($"One conversation now: {NameOf(gone).Isolated()} and {NameOf(stays).Isolated()}.");
            }

            await OnClose.InvokeAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }
}
