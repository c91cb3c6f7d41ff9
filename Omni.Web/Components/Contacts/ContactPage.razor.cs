using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Conversations.People;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Contacts;

public sealed partial class ContactPage : LiveScreen
{
    private ContactDraft _draft = new();
    private ContactDetails? _details;
    private Error? _error;
    private Guid? _read;
    private bool _isMissing;
    private bool _isBusy;
    private bool _isAddingLead;

    [Parameter]
    public Guid Id { get; set; }

    [Inject] public required FindContact Contacts { get; init; }

    [Inject] public required ChangeContact Change { get; init; }

    [Inject] public required DeleteContact Delete { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
        => Follow(change => change.Kind is FeedKind.Contact && (change.SubjectId == Id || change.SubjectId == Guid.Empty), RefreshAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Id)
        {
            _read = Id;
            await ReadAsync();
        }
    }

    private string Sentence(ContactDetails details)
        => details.Row.LastActivityAt is { } at ? $"Last heard of {Browser.Relative(at, isShort: false)}." : $"Known since {Browser.DayInWords(Browser.Day(details.Row.CreatedAt)).ToLowerInvariant()}. Nobody has written yet.";

    private async Task ReadAsync()
    {
        await RefreshAsync();
        _draft = _details is null ? new() : ContactDraft.Of(_details.Row);
    }

    // What others change beside the form is shown; what is being typed stays.
    private async Task RefreshAsync()
    {
        var read = BeginRead();
        var details = await Contacts.RunAsync(Id, Leaving);

        if (MayShow(read))
        {
            (_details, _isMissing) = (details, details is null);
        }
    }

    private async Task SaveAsync()
    {
        _isBusy = true;

        try
        {
            var saved = await Change.RunAsync(Id, _draft.ToFields(), Options.Value.DefaultRegion, CancellationToken.None);
            _error = saved.Error?.Kind is ErrorKind.Conflict ? Error.Invalid("phone_number", "Another contact has this number. If the two are one person, merge their conversations in the inbox.") : saved.Error;

            if (saved.IsOk)
            {
                await ReadAsync();
                Toasts.Say("Saved.");
            }
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task DeleteAsync()
    {
        if (_details is not { Row: var row } || !await Confirm.AskAsync($"Delete “{row.DisplayName()}”?", "Their leads go with them.", "Delete contact"))
        {
            return;
        }

        var deleted = await Delete.RunAsync(Id, CancellationToken.None);

        if (deleted.IsOk)
        {
            Toasts.Say("The contact was deleted.");
            Navigation.NavigateTo("contacts");
        }
        else
        {
            Toasts.Warn(deleted.Error.Message);
        }
    }
}
