using Microsoft.AspNetCore.Components;
using Omni.Core.Messages;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class Bubble
{
    [Inject] public required BrowserClock Browser { get; init; }

    [Parameter, EditorRequired]
    public required TimelineItem Item { get; set; }

    /// <summary>In groups every message of a customer says who wrote it.</summary>
    [Parameter]
    public bool IsGroup { get; set; }

    /// <summary>True for what the reader wrote.</summary>
    [Parameter]
    public bool IsMine { get; set; }

    [Inject] public required TimeProvider Clock { get; init; }

    /// <summary>Whether reactions reach whoever wrote it.</summary>
    [Parameter]
    public bool TakesReactions { get; set; }

    [Parameter]
    public EventCallback<Guid> OnRetry { get; set; }

    [Parameter]
    public EventCallback<Guid> OnConfirm { get; set; }

    [Parameter]
    public EventCallback<MessageRow> OnReply { get; set; }

    [Parameter]
    public EventCallback<(MessageRow Message, string Emoji)> OnReact { get; set; }

    [Parameter]
    public EventCallback<MessageRow> OnEdit { get; set; }

    [Parameter]
    public EventCallback<MessageRow> OnDelete { get; set; }

    private MessageRow Message => Item.Message!;

    private bool IsOurs => Message.Direction is MessageDirection.Outbound;

    private bool IsEdited => Message is { EditedAt: not null, DeletedAt: null };

    // The last of a group speaks for all, unless this one has not come as far.
    private bool ShowsTicks => IsOurs && (!Item.JoinsNext || Message.Status is not (MessageStatus.Delivered or MessageStatus.Read or MessageStatus.Played));

    private bool ShowsMeta => IsEdited || ShowsTicks || !Item.JoinsNext;

    private string Look => (Message.Source, Message.Status) switch
    {
        (_, MessageStatus.Failed) => "failed",
        (_, MessageStatus.Cancelled) => "cancelled",
        (_, MessageStatus.Blocked) => "blocked",
        (MessageSource.Bot, _) => "bot",
        _ => "",
    } + (Item.JoinsNext ? " followed" : "");

    private string? AuthorLabel => Message.Source switch
    {
        MessageSource.Customer => IsGroup ? Message.AuthorName ?? "Somebody without a name" : null,
        MessageSource.Bot => Message.AuthorName ?? "Agent",
        MessageSource.Member => IsMine ? null : Message.AuthorName,
        MessageSource.Phone => IsOurs ? "From the phone" : Message.AuthorName,
        MessageSource.Api => Message.AuthorName ?? "API",
        MessageSource.Tool => Message.AuthorName ?? "Agent's tool",
        _ => Message.AuthorName ?? Message.Source.ToString(),
    };

    private string AccessibleName => $"{(IsOurs ? IsMine ? "You" : AuthorLabel ?? "Us" : AuthorLabel ?? "Customer")}, {Browser.Time(Message.SentAt)}";
}
