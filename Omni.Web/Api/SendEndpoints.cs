using Microsoft.AspNetCore.Http.HttpResults;
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
        api.MapPost("/instances/{name}/send-text", SendTextAsync).WithTags("Sends").WithSummary("Send a text; ?wait=true waits up to 10 s for the result");
        api.MapPost("/instance/{name}/send-text", SendTextAsync).WithTags("Sends").ExcludeFromDescription();
    }

    internal static async Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> SendTextAsync(
        string name, TextBody body, HttpContext http, SendText send, ReadSchedule read, AwaitSend wait, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        if (!http.User.MayTouchInstance(name))
        {
            return Problems.NotFound("instance");
        }

        var errors = new FieldErrors();

        if (string.IsNullOrWhiteSpace(body.Recipient))
        {
            errors.Add("to", "Say where to send it: a number, a jid or an id.");
        }

        if (string.IsNullOrWhiteSpace(body.Content) || body.Content.Length > Message.MaxTextLength)
        {
            errors.Add("text", $"Give a text of 1 to {Message.MaxTextLength} characters.");
        }

        var schedule = await read.RunAsync(body, cancellationToken);

        if ((errors.ToError() ?? schedule.Error) is { } error)
        {
            // An unknown instance is not found, whatever else is wrong.
            return await send.KnowsAsync(name, cancellationToken) ? error.ToProblem() : Problems.NotFound("instance");
        }

        var sent = await send.RunAsync(new(name, body.Recipient!, body.Content!, MessageSource.Api, body.KeyOf(http), options.Value.DefaultRegion, schedule.Value), cancellationToken);
        return sent.IsOk ? await SendAnswers.OfAsync(sent.Value, http, wait, cancellationToken) : sent.Error.ToProblem();
    }
}

/// <summary>A text to send. The recipient goes by several names.</summary>
internal record TextBody : TimedBody
{
    public string? To { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Phone { get; init; }

    public string? UserId { get; init; }

    public string? Text { get; init; }

    public string? Message { get; init; }

    public string? ClientKey { get; init; }

    internal string? Recipient => To ?? PhoneNumber ?? Phone ?? UserId;

    internal string? Content => Text ?? Message;

    /// <summary>The caller's own key, from the body or the <c>Idempotency-Key</c> header.</summary>
    internal string? KeyOf(HttpContext http)
    {
        var key = ClientKey ?? http.Request.Headers["Idempotency-Key"].ToString();
        return string.IsNullOrWhiteSpace(key) ? null : key.Length <= 200 ? key : key[..200];
    }
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
        var waits = bool.TryParse(http.Request.Query["wait"], out var asked) && asked;
        var row = await wait.RunAsync(messageId, conversationId, waits ? Patience : TimeSpan.Zero, cancellationToken);
        return waits && row.Status is not MessageStatus.Scheduled ? TypedResults.Ok(MessageAnswer.Of(row)) : TypedResults.Accepted($"{ApiPaths.Root}/messages/{row.Id}", MessageAnswer.Of(row));
    }
}
