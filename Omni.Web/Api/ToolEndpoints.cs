using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary>
/// <c>/tools</c>: what an agent may do beside answering. With the turn's context token everything goes to that turn's conversation, whatever the body says;
/// with an API key, <c>instance</c> and <c>to</c> say where.
/// </summary>
internal static class ToolEndpoints
{
    public const string Path = $"{ApiPaths.Root}/tools";

    public static void MapTools(this IEndpointRouteBuilder api)
    {
        var tools = api.MapGroup("/tools").WithTags("Tools");
        Map("send-text", "Say something more", MessageKind.Text);
        Map("send-image", "Send a picture", MessageKind.Image);
        Map("send-document", "Send a document", MessageKind.Document);
        Map("send-location", "Send a place on the map", MessageKind.Location);
        tools.MapPost("/handoff", HandOffAsync).WithSummary("Give the conversation to people");

        void Map(string path, string summary, MessageKind kind)
            => tools.MapPost($"/{path}", (ToolBody body, HttpContext http, [AsParameters] ToolSending sending, CancellationToken cancellationToken) => SendAsync(kind, body, http, sending, cancellationToken))
                .WithSummary(summary).WithMetadata(new RequestSizeLimitAttribute(SendEndpoints.MaxBodyBytes));
    }

    internal static async Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> SendAsync(
        MessageKind kind, ToolBody body, HttpContext http, ToolSending sending, CancellationToken cancellationToken)
    {
        var content = body.ReadAs(kind);
        var key = body.KeyOf(http);

        if (!content.IsOk)
        {
            return content.Error.ToProblem();
        }

        if (!SendKeys.IsValid(key))
        {
            return Problems.InvalidField("client_key", SendKeys.Rule);
        }

        Result<Message> sent;

        if (http.User.Turn is { } turn)
        {
            sent = await sending.ByTool.RunAsync(turn.ConversationId, turn.InstanceId, content.Value, key, cancellationToken);
        }
        else if (body is { Instance: { Length: > 0 } instance, Recipient: { Length: > 0 } to })
        {
            if (!http.User.MayTouchInstance(instance))
            {
                return Problems.NotFound("instance");
            }

            sent = await sending.Send.RunAsync(new(instance, to, content.Value, MessageSource.Tool, key, sending.Options.Value.DefaultRegion), cancellationToken);
        }
        else
        {
            return Problems.InvalidField(body.Instance is { Length: > 0 } ? "to" : "instance", "With an API key, say through which instance and to whom.");
        }

        return sent.IsOk ? await SendAnswers.OfAsync(sent.Value, http, sending.Wait, cancellationToken) : sent.Error.ToProblem();
    }

    internal static async Task<Results<Ok<HandOffAnswer>, ProblemHttpResult>> HandOffAsync(
        ToolBody body, HttpContext http, HandOver hand, FindByPhone phones, FindConversation conversations, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var conversationId = http.User.Turn?.ConversationId
            ?? (body.ConversationId is { } id && Guid.TryParse(id, out var given) ? given
                : body.Recipient is { Length: > 0 } to ? await phones.RunAsync(to, options.Value.DefaultRegion, cancellationToken) : null);

        // With a key, only what its instances carry.
        if (conversationId is not { } wanted || (http.User.Turn is null && await conversations.ReachableAsync(wanted.ToString(), http.User, cancellationToken) is null))
        {
            return Problems.NotFound("conversation");
        }

        var handed = await hand.RunAsync(wanted, body.Actor, body.Reason, cancellationToken);
        return handed.IsOk ? TypedResults.Ok(new HandOffAnswer(handed.Value, "open")) : handed.Error.ToProblem();
    }
}

internal sealed record ToolSending(SendByTool ByTool, SendToAddress Send, AwaitSend Wait, IOptions<OmniOptions> Options);

internal sealed record ToolBody : SendBody
{
    public string? Instance { get; init; }

    public string? ConversationId { get; init; }

    /// <summary>Why people should look, in words for them.</summary>
    public string? Reason { get; init; }

    /// <summary>Who hands over; the agent when left out.</summary>
    public string? Actor { get; init; }
}

internal sealed record HandOffAnswer(Guid ConversationId, string Status);
