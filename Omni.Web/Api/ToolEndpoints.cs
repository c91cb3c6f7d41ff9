using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Traces;
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
            => tools.MapPost($"/{path}", (ToolBody body, HttpContext http, [AsParameters] ToolSending sending, CancellationToken cancellationToken) => SendAsync(path, kind, body, http, sending, cancellationToken))
                .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict)
                .WithSummary(summary).WithMetadata(new HoldsFileAttribute());
    }

    internal static async Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> SendAsync(
        string tool, MessageKind kind, ToolBody body, HttpContext http, ToolSending sending, CancellationToken cancellationToken)
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
            var askedAt = sending.Clock.GetUtcNow();
            var caller = await sending.Caller.RunAsync(turn.AgentId, turn.ConversationId, turn.InstanceId, cancellationToken);
            sent = caller.Error is { } refusal ? refusal : await sending.ByTool.RunAsync(turn.ConversationId, turn.InstanceId, caller.Value, content.Value, key, cancellationToken);
            await sending.Trace.RunAsync(turn.TurnId, ToTrace(tool, content.Value, sent), askedAt, cancellationToken);
        }
        else if (body is { Instance: { Length: > 0 } instance, Recipient: { Length: > 0 } to })
        {
            if (!http.User.MayTouchInstance(instance) || !await sending.Send.KnowsAsync(instance, cancellationToken))
            {
                return Problems.NotFound("instance");
            }

            var people = await sending.Recipients.RunAsync(to, sending.Options.Value.DefaultRegion, cancellationToken);

            if (people.Count > 1)
            {
                return Ambiguous(people, http);
            }

            to = people is [{ PhoneNumber: var number }] ? number : to;
            sent = await sending.Send.RunAsync(new(instance, to, content.Value, MessageSource.Tool, key, sending.Options.Value.DefaultRegion), cancellationToken);
        }
        else
        {
            return Problems.InvalidField(body.Instance is { Length: > 0 } ? "to" : "instance", "With an API key, say through which instance and to whom.");
        }

        return sent.IsOk ? await SendAnswers.OfAsync(sent.Value, http, sending.Wait, cancellationToken) : sent.Error.ToProblem();
    }

    internal static async Task<Results<Ok<HandOffAnswer>, ProblemHttpResult>> HandOffAsync(
        ToolBody body, HttpContext http, [AsParameters] ToolHandOver handing, CancellationToken cancellationToken)
    {
        var turn = http.User.Turn;
        var askedAt = handing.Clock.GetUtcNow();

        if (turn is not null && (await handing.Caller.RunAsync(turn.AgentId, turn.ConversationId, turn.InstanceId, cancellationToken)).Error is { } refusal)
        {
            return refusal.ToProblem();
        }

        var people = turn is null && body is { ConversationId: null, Recipient: { Length: > 0 } written } ? await handing.Recipients.RunAsync(written, handing.Options.Value.DefaultRegion, cancellationToken) : [];

        if (people.Count > 1)
        {
            return Ambiguous(people, http);
        }

        var conversationId = turn?.ConversationId
            ?? (body.ConversationId is { } id && Guid.TryParse(id, out var given) ? given
                : people is [{ ConversationId: { } known }] ? known
                : body.Recipient is { Length: > 0 } to ? await handing.Phones.RunAsync(to, handing.Options.Value.DefaultRegion, cancellationToken) : null);

        // With a key, only what its instances carry.
        if (conversationId is not { } wanted || (turn is null && await handing.Conversations.ReachableAsync(wanted.ToString(), http.User, cancellationToken) is null))
        {
            return Problems.NotFound("conversation");
        }

        var handed = await handing.Hand.RunAsync(wanted, body.Actor, body.Reason, cancellationToken);

        if (turn is not null)
        {
            object answer = handed.IsOk ? new { ConversationId = handed.Value } : new { Error = handed.Error.Message };
            await handing.Trace.RunAsync(turn.TurnId, new("handoff", new { body.Reason }, handed.IsOk ? StatusCodes.Status200OK : StatusCodes.Status404NotFound, answer), askedAt, cancellationToken);
        }

        return handed.IsOk ? TypedResults.Ok(new HandOffAnswer(handed.Value, "open")) : handed.Error.ToProblem();
    }

    // The number can be read in more ways than one, and is somebody's in two of them: the caller says which. A key of a few instances learns nothing of the people.
    private static ProblemHttpResult Ambiguous(IReadOnlyList<RecipientChoice> people, HttpContext http)
    {
        var problem = Problems.Of(StatusCodes.Status409Conflict, "This number can be read as the number of more than one person. Send it again as one of the choices, whole.");
        problem.ProblemDetails.Extensions["choices"] = http.User.OnlyInstances is null ? (object)people : people.Select(p => new { p.PhoneNumber });
        return problem;
    }

    private static ToolCall ToTrace(string tool, NewContent content, Result<Message> sent) => new(
        tool,
        new { content.Text, content.Details?.Location, File = content.File is { } file ? new { file.Url, file.MimeType, file.FileName, Size = file.Bytes?.Length } : null },
        sent.IsOk ? StatusCodes.Status202Accepted : sent.Error.ToProblem().StatusCode,
        sent.IsOk ? new { MessageId = sent.Value.Id, sent.Value.ConversationId } : new { Error = sent.Error.Message });
}

internal sealed record ToolSending(
    [FromServices] SendByTool ByTool,
    [FromServices] SendToAddress Send,
    [FromServices] CheckToolCaller Caller,
    [FromServices] FindRecipients Recipients,
    [FromServices] TraceToolCall Trace,
    [FromServices] AwaitSend Wait,
    [FromServices] TimeProvider Clock,
    [FromServices] IOptions<OmniOptions> Options);

internal sealed record ToolHandOver(
    [FromServices] HandOver Hand,
    [FromServices] CheckToolCaller Caller,
    [FromServices] FindRecipients Recipients,
    [FromServices] FindByPhone Phones,
    [FromServices] FindConversation Conversations,
    [FromServices] TraceToolCall Trace,
    [FromServices] TimeProvider Clock,
    [FromServices] IOptions<OmniOptions> Options);

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
