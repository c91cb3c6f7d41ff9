using Microsoft.AspNetCore.Components;
using Omni.Core.Instances;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Instances;

public sealed partial class InstanceConnection : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ConnectionReport? _report;
    private DateTimeOffset _askedAt;
    private string? _error;
    private bool _isBusy;

    [Inject] public required ConnectInstance Connect { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired] public required InstanceRow Row { get; set; }

    // What the gateway answered when it was asked here, until the channel tells something newer.
    private GatewayState? Answer => Row.Instance.StateAt > _report?.Instance.StateAt ? null : _report?.Gateway;

    // A code in that answer runs out like any other, also when the channel has told later ones that are forgotten by now.
    private GatewayState? AnsweredCode => Answer is { } answer && (answer.QrCode ?? answer.PairingCode) is not null && _askedAt + Instance.CodeLife > Clock.GetUtcNow() ? answer : null;

    private (string? Picture, string? Typed)? Code => (Row.Instance, AnsweredCode) switch
    {
        ({ State: ConnectionState.Connected }, _) => null,
        (var told, var answered) when told.HasCode(Clock.GetUtcNow()) && (answered is null || told.CodeAt > _askedAt) => (told.QrCode, told.PairingCode),
        (_, { } answered) => (answered.QrCode, answered.PairingCode),
        _ => null,
    };

    private string? Detail => Code is not null ? GatewayState.AsksToScan : (Answer?.Detail ?? Row.Instance.StateDetail) switch
    {
        GatewayState.AsksToScan => "The code has run out. Ask for a new one.",
        var said => said,
    };

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private async Task AskAsync(GatewayAction action)
    {
        _isBusy = true;

        try
        {
            var asked = await Connect.RunAsync(Row.Instance.Name, action, CancellationToken.None);
            (_report, _error, _askedAt) = (asked.Value, asked.Error?.Message, Clock.GetUtcNow());
        }
        finally
        {
            _isBusy = false;
        }

        if (AnsweredCode is not null && !_leaving.IsCancellationRequested)
        {
            _ = EndCodeAsync(_leaving.Token);
        }
    }

    // Timers may be early by some milliseconds.
    private async Task EndCodeAsync(CancellationToken leaving)
    {
        try
        {
            await Task.Delay(Instance.CodeLife + TimeSpan.FromMilliseconds(100), Clock, leaving);
            await InvokeAsync(StateHasChanged);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The reader has left.
        }
    }

    private async Task LogOutAsync()
    {
        if (await Confirm.AskAsync($"Log “{Row.Instance.Name}” out of WhatsApp?", "No message goes in or out until somebody scans a new code.", "Log out"))
        {
            await AskAsync(GatewayAction.LogOut);
        }
    }
}
