// Shows subscribers what the REST API shows, so that both speak of the same things in the same words.
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Omni.Core.Conversations;
using Omni.Core.Conversations.People;
using Omni.Core.Messages;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Web.Api;

internal sealed class ShowSubjects(FindMessage messages, ListConversations threads, FindConversation conversations, FindContact contacts, IOptions<JsonOptions> json) : IShowSubjects
{
    // Limited to no instance: subscriptions are the whole tenant's.
    private static readonly ClaimsPrincipal WholeTenant = new();

    public Task<JsonObject?> ShowAsync(string name, Guid subjectId, CancellationToken cancellationToken) => name switch
    {
        WebhookEvents.MessageCreated or WebhookEvents.MessageUpdated => MessageAsync(subjectId, cancellationToken),
        WebhookEvents.ConversationCreated or WebhookEvents.ConversationUpdated => ConversationAsync(subjectId, cancellationToken),
        WebhookEvents.ContactCreated or WebhookEvents.ContactUpdated => ContactAsync(subjectId, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Nobody says what this event is about."),
    };

    // With its person beside it: who wrote is the first thing that receivers ask.
    private async Task<JsonObject?> MessageAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await messages.RunAsync(id, cancellationToken) is not { } message)
        {
            return null;
        }

        var thread = (await threads.ReadAgainAsync(new ConversationFilter(), [message.ConversationId], cancellationToken)).SingleOrDefault();
        var shown = Write(MessageAnswer.Of(message));
        shown["contact"] = thread is null ? null : Write(new ContactAnswer(thread.ContactId, thread.ContactName, thread.PhoneNumber, null));
        return shown;
    }

    private async Task<JsonObject?> ConversationAsync(Guid id, CancellationToken cancellationToken)
        => await conversations.RunAsync(id, cancellationToken) is { } found ? Write(ConversationAnswer.Of(found.Row, found.Identities, WholeTenant)) : null;

    private async Task<JsonObject?> ContactAsync(Guid id, CancellationToken cancellationToken)
        => await contacts.RunAsync(id, cancellationToken) is { } found ? Write(ContactBody.Of(found)) : null;

    private JsonObject Write<T>(T answer) => JsonSerializer.SerializeToNode(answer, json.Value.SerializerOptions)!.AsObject();
}
