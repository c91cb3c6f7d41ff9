using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Omni.Core.Access;
using Omni.Core.Conversations;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Web.Components.Access;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Inbox;

public sealed partial class PersonAccess : LiveScreen
{
    private AccessDecision? _decision;
    private RuleDraft? _draft;
    private Error? _error;
    private ThreadOwner? _read;
    private bool _isBusy;

    [Inject] public required BlockPerson Block { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Parameter, EditorRequired]
    public required ConversationRow Row { get; set; }

    private ThreadOwner Owner => new(Row.ContactId, Row.IsGroup, Row.InstanceId);

    public override void Dispose()
    {
        Browser.MinutePassed -= OnMinutePassed;
        base.Dispose();
    }

    protected override void OnInitialized()
    {
        // A merge brings addresses along, and with them the rules that name them.
        Follow(change => change.Kind is FeedKind.Access or FeedKind.Instance || (change.Kind is FeedKind.Conversation && change.SubjectId == Row.Id), ReadAsync);
        Browser.MinutePassed += OnMinutePassed;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Owner)
        {
            _read = Owner;
            await ReadAsync();
        }
    }

    private void OnMinutePassed() => _ = DrawAgainAsync(ReadAsync);

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var found = await Block.FindAsync(Owner, Leaving);
        _decision = MayShow(read) ? found : _decision;
    }

    private async Task BlockAsync()
    {
        if (_draft is not { } draft)
        {
            return;
        }

        if (!draft.Expiry.TryRead(Browser.Zone, Clock.GetUtcNow(), out var expiresAt))
        {
            _error = Error.Invalid("expires_at", "Choose a date and a time that are still to come.");
            return;
        }

        await BusyAsync(async author =>
        {
            _error = (await Block.BlockAsync(Owner, draft.Reason, expiresAt, author, CancellationToken.None)).Error;
            _draft = _error is null ? null : draft;
        });
    }

    private Task UnblockAsync() => BusyAsync(async author =>
    {
        var unblocked = await Block.UnblockAsync(Owner, author, CancellationToken.None);

        if (unblocked.Error is { } error)
        {
            Toasts.Warn(error.Message);
        }
        else if (unblocked.Value is { } exception)
        {
            Toasts.Say($"A rule allows \u2066{exception.Rule.Pattern}\u2069 now, before what else would block them.");
        }
    });

    private async Task BusyAsync(Func<RuleAuthor, Task> workAsync)
    {
        _isBusy = true;

        try
        {
            var user = (await Authentication.GetAuthenticationStateAsync()).User;
            await workAsync(new(user.UserId, user.DisplayName));
            await ReadAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }
}
