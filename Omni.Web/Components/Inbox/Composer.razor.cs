using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class Composer : IAsyncDisposable
{
    private readonly AttachedScript<Composer> _script = new("./Components/Inbox/Composer.razor.js");
    private ElementReference _text;
    private ElementReference _button;

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
    public required Func<WrittenText, Task<bool>> OnSend { get; set; }

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

    // The browser made the key, and comes with it again when it did not hear that the text was taken.
    [JSInvokable]
    public Task<bool> SendAsync(string key, string text, string? answers)
        => OnSend(new(Guid.TryParseExact(key, "N", out var made) ? made : Guid.CreateVersion7(), text, Guid.TryParse(answers, out var answered) ? answered : null));

    public ValueTask DisposeAsync() => _script.DisposeAsync();

    protected override Task OnAfterRenderAsync(bool firstRender)
        => Details is { Row.InstanceId: not null } ? _script.AttachAsync(Js, this, _text, _button, ConversationId) : Task.CompletedTask;

    // The text stays in the box until it is stored.
    private async Task<Error?> ScheduleAsync(NewSchedule schedule)
    {
        var box = _script.Attached;
        var text = box is null ? "" : await box.InvokeAsync<string>("read");

        if (box is null || string.IsNullOrWhiteSpace(text))
        {
            return Error.Invalid("text", "Write the message first.");
        }

        if (await OnSchedule(text, schedule) is { } refusal)
        {
            return refusal;
        }

        await box.InvokeVoidAsync("taken", text);
        return null;
    }
}

/// <summary>What a member wrote in the box.</summary>
/// <param name="Key">The same key twice is one message.</param>
/// <param name="Text">As typed.</param>
/// <param name="Answers">The message that it answers; null for none.</param>
public sealed record WrittenText(Guid Key, string Text, Guid? Answers);
