using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Web.Components.Inbox;

public sealed partial class Composer : IAsyncDisposable
{
    private ElementReference _text;
    private ElementReference _button;
    private IJSObjectReference? _attached;
    private DotNetObjectReference<Composer>? _self;
    private bool _isDisposed;

    [Inject] public required IJSRuntime Js { get; init; }

    [Inject] public required ChannelDirectory Channels { get; init; }

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    /// <summary>Null while it loads.</summary>
    [Parameter, EditorRequired]
    public required ConversationDetails? Details { get; set; }

    [Parameter]
    public string MemberName { get; set; } = "";

    [Parameter]
    public bool IsAdmin { get; set; }

    /// <summary>Answers whether the text was taken; what was not comes back into the box.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<bool>> OnSend { get; set; }

    /// <summary>Sends a file; answers what was wrong with it.</summary>
    [Parameter, EditorRequired]
    public required Func<NewContent, Task<string?>> OnSendFile { get; set; }

    /// <summary>The message that is answered; null for none.</summary>
    [Parameter]
    public MessageRow? Answered { get; set; }

    /// <summary>The member wants to answer none.</summary>
    [Parameter]
    public EventCallback OnForget { get; set; }

    /// <summary>Schedules the text; answers why not when it was not taken.</summary>
    [Parameter, EditorRequired]
    public required Func<string, NewSchedule, Task<Error?>> OnSchedule { get; set; }

    [JSInvokable]
    public Task<bool> SendAsync(string text) => OnSend(text);

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _self?.Dispose();

        try
        {
            if (_attached is not null)
            {
                await _attached.InvokeVoidAsync("dispose");
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone, and its listeners with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_self is not null || _isDisposed || Details is null or { Row.InstanceId: null })
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./Components/Inbox/Composer.razor.js");
        _attached = await module.InvokeAsync<IJSObjectReference>("attach", _text, _button, _self, ConversationId);

        if (_isDisposed)
        {
            await _attached.InvokeVoidAsync("dispose");
        }
    }

    // The text stays in the box until it is stored.
    private async Task<Error?> ScheduleAsync(NewSchedule schedule)
    {
        var text = _attached is null ? "" : await _attached.InvokeAsync<string>("read");

        if (string.IsNullOrWhiteSpace(text))
        {
            return Error.Invalid("text", "Write the message first.");
        }

        if (await OnSchedule(text, schedule) is { } refusal)
        {
            return refusal;
        }

        await _attached!.InvokeVoidAsync("taken", text);
        return null;
    }
}
