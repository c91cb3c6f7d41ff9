using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Omni.Core.Access;
using Omni.Core.Results;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Access;

public sealed partial class NewRule : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly RuleDraft _draft = new();
    private Error? _error;
    private string? _meaning;
    private int _typed;
    private bool _isBusy;

    /// <summary>Names of the instances to choose from.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Instances { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback OnClose { get; set; }

    [Inject] public required CreateRule Create { get; init; }

    [Inject] public required TryPattern Try { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    public void Dispose() => _typed = -1;

    private async Task TypeAsync(string? who)
    {
        _draft.Who = who ?? "";
        var number = ++_typed;
        await Task.Delay(Pause);

        if (number == _typed)
        {
            await UnderstandAsync();
        }
    }

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        _draft.Instance = change.Value?.ToString() ?? "";
        await UnderstandAsync();
    }

    private async Task UnderstandAsync()
    {
        var read = await Try.RunAsync(_draft.Who, _draft.Instance, Options.Value.DefaultRegion, CancellationToken.None);
        _meaning = read.IsOk ? AccessWords.MeaningInWords(read.Value) : null;
    }

    private async Task CreateAsync()
    {
        if (!_draft.Expiry.TryRead(Browser.Zone, Clock.GetUtcNow(), out var expiresAt))
        {
            _error = Error.Invalid("expires_at", "Choose a date and a time that are still to come.");
            return;
        }

        _isBusy = true;

        try
        {
            var user = (await Authentication.GetAuthenticationStateAsync()).User;
            var made = await Create.RunAsync(_draft.ToFields(expiresAt), new(user.UserId, user.DisplayName), Options.Value.DefaultRegion, CancellationToken.None);
            _error = made.Error;

            if (made.IsOk)
            {
                Toasts.Say($"{(made.Value.Rule.Action is AccessAction.Block ? "Blocked" : "Allowed")}: \u2066{made.Value.Rule.Pattern}\u2069");
                await OnClose.InvokeAsync();
            }
        }
        finally
        {
            _isBusy = false;
        }
    }
}
