using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/instances/{name}/send-…</c>: messages to an address, whether a conversation with it exists or not.</summary>
internal static class SendEndpoints
{
    public static void MapSends(this IEndpointRouteBuilder api)
    {
        Map("send-text", "Send a text; ?wait=true waits up to 10 s for the result", _ => MessageKind.Text);
        Map("send-media", "Send a file by its address or as base64", body => body.MediaKind() ?? MessageKind.Document);
        Map("send-audio", "Send a voice message", _ => MessageKind.Audio, body => body with { Voice = body.Voice ?? true });
        Map("send-sticker", "Send a sticker", _ => MessageKind.Sticker);
        Map("send-location", "Send a place on the map", _ => MessageKind.Location);
        Map("send-contact", "Send contact cards", _ => MessageKind.Contact);
        Map("send-reaction", "React to a message with one emoji; an empty one takes it back", _ => MessageKind.Reaction);

        void Map(string path, string summary, Func<SendBody, MessageKind> kind, Func<SendBody, SendBody>? fill = null)
        {
            Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> SendAsync(
                string name, SendBody body, HttpContext http, [AsParameters] AddressedSending sending, CancellationToken cancellationToken)
                => SendEndpoints.SendAsync(name, fill is null ? body : fill(body), kind, http, sending, cancellationToken);

            var size = new HoldsFileAttribute();
            api.MapPost($"/instances/{{name}}/{path}", SendAsync).WithTags("Sends").WithSummary(summary).WithMetadata(size);
            api.MapPost($"/instance/{{name}}/{path}", SendAsync).WithTags("Sends").ExcludeFromDescription().WithMetadata(size);
        }
    }

    internal static async Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> SendAsync(
        string name, SendBody body, Func<SendBody, MessageKind> kind, HttpContext http, AddressedSending sending, CancellationToken cancellationToken)
    {
        // An unknown instance is not found, whatever else is wrong.
        if (!http.User.MayTouchInstance(name) || !await sending.Send.KnowsAsync(name, cancellationToken))
        {
            return Problems.NotFound("instance");
        }

        var errors = new FieldErrors();
        var content = body.ReadAs(kind(body));
        var refusal = content.IsOk ? CheckContent.Find(content.Value) : content.Error;
        errors.Require(!string.IsNullOrWhiteSpace(body.Recipient), "to", "Say where to send it: a number, a jid, or the id of a visitor of a web chat.");

        errors.AddAll(refusal);

        errors.Require(SendKeys.IsValid(body.KeyOf(http)), "client_key", SendKeys.Rule);
        var schedule = await sending.Schedule.RunAsync(body, cancellationToken);

        errors.AddAll(schedule.Error);

        if ((errors.ToError() ?? schedule.Error) is { } error)
        {
            return error.ToProblem();
        }

        var sent = await sending.Send.RunAsync(
            new(name, body.Recipient!, content.Value!, MessageSource.Api, body.KeyOf(http), sending.Options.Value.DefaultRegion, schedule.Value), cancellationToken);
        return sent.IsOk ? await SendAnswers.OfAsync(sent.Value, http, sending.Wait, cancellationToken) : sent.Error.ToProblem();
    }
}

internal sealed record AddressedSending(
    [FromServices] SendToAddress Send,
    [FromServices] ReadSchedule Schedule,
    [FromServices] AwaitSend Wait,
    [FromServices] IOptions<OmniOptions> Options);

/// <summary>The callers' own keys, by which a repeated request is one message.</summary>
internal static class SendKeys
{
    public const int MaxLength = 200;

    public const string Rule = "A key may have 200 characters, and no control characters.";

    public static bool IsValid(string? key) => key is null || (key.Length <= MaxLength && !key.Any(char.IsControl));
}

internal static class SendAnswers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>202 with the message as queued or scheduled, or 200 with how it ended when <c>?wait=true</c>.</summary>
    public static Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> OfAsync(
        Message message, HttpContext http, AwaitSend wait, CancellationToken cancellationToken)
        => OfAsync(message.Id, message.ConversationId, http, wait, cancellationToken);

    public static async Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> OfAsync(
        Guid messageId, Guid conversationId, HttpContext http, AwaitSend wait, CancellationToken cancellationToken)
    {
        var waits = YesOrNo.Read(http.Request.Query["wait"]) is true;
        var row = await wait.RunAsync(messageId, conversationId, waits ? Patience : TimeSpan.Zero, cancellationToken);
        return waits && row.Status is not MessageStatus.Scheduled ? TypedResults.Ok(MessageAnswer.Of(row)) : TypedResults.Accepted($"{ApiPaths.Root}/messages/{row.Id}", MessageAnswer.Of(row));
    }
}
