using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary>Messages of a conversation, and one message by itself.</summary>
internal static class MessageEndpoints
{
    public static void MapConversationMessages(this IEndpointRouteBuilder conversations)
    {
        conversations.MapGet("/{id}/messages", ListAsync).WithSummary("Messages, oldest first; before= and after= take a message's id, a time or a cursor");
        conversations.MapPost("/{id}/messages", WriteAsync).WithSummary("Send a message in this conversation")
            .WithMetadata(new HoldsFileAttribute());
    }

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/messages").WithTags("Messages");
        messages.MapGet("/{id}", FindAsync).WithSummary("One message");
        messages.MapPost("/{id}/retry", RetryAsync).WithSummary("Send a message again that failed or of which nobody knows");
        messages.MapPost("/{id}/confirm", ConfirmAsync).WithSummary("Say that a message arrived of which nobody knows");
        messages.MapPatch("/{id}", EditAsync).WithSummary("Change the text of a sent message for everyone");
        messages.MapDelete("/{id}", DeleteAsync).WithSummary("Delete a message for everyone; one that has not left is cancelled");
    }

    internal static async Task<Results<Ok<Page<MessageAnswer>>, ProblemHttpResult>> ListAsync(
        string id,
        [AsParameters] PageQuery query,
        [FromQuery(Name = "before")] string? before,
        [FromQuery(Name = "after")] string? after,
        ClaimsPrincipal user,
        [AsParameters] MessageReading reading,
        CancellationToken cancellationToken)
    {
        if (await reading.Conversations.ReachableAsync(id, user, cancellationToken) is not { } conversation)
        {
            return Problems.NotFound("conversation");
        }

        var read = query.Read();

        if (!read.IsOk)
        {
            return read.Error.ToProblem();
        }

        // A cursor says which way it goes on: b… back, a… forth.
        (before, after) = read.Value.After is { Length: > 1 } cursor ? cursor[0] == 'b' ? (cursor[1..], null) : (null, cursor[1..]) : (before, after);
        var to = await PlaceAsync(before, reading, cancellationToken);
        var from = await PlaceAsync(after, reading, cancellationToken);

        if ((before is not null && to is null) || (after is not null && from is null))
        {
            return Problems.InvalidField(to is null && before is not null ? "before" : "after", "Give a message's id, a time such as 2026-01-31T12:00:00Z, or a cursor.");
        }

        // Without a place the list begins with the oldest.
        var start = to is null && from is null ? new ThreadCursor(DateTimeOffset.MinValue, long.MinValue) : from;
        var page = await reading.Thread.RunAsync(conversation.Row.Id, to, start, read.Value.Limit, user.OnlyInstances, cancellationToken);
        var next = !page.HasMore ? null : start is null ? $"b{page.Messages[0].Cursor}" : $"a{page.Messages[^1].Cursor}";
        var total = await reading.Thread.CountAsync(conversation.Row.Id, user.OnlyInstances, cancellationToken);
        return TypedResults.Ok(new Page<MessageAnswer>([.. page.Messages.Select(MessageAnswer.Of)], next is null ? null : Paging.CursorOf(next), total));
    }

    internal static async Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> WriteAsync(
        string id, SendBody body, HttpContext http, [AsParameters] MessageWriting writing, CancellationToken cancellationToken)
    {
        if (await writing.Conversations.ReachableAsync(id, http.User, cancellationToken) is not { } conversation)
        {
            return Problems.NotFound("conversation");
        }

        var schedule = await writing.Schedule.RunAsync(body, cancellationToken);

        if (!schedule.IsOk)
        {
            return schedule.Error.ToProblem();
        }

        if (!SendKeys.IsValid(body.KeyOf(http)))
        {
            return Problems.InvalidField("client_key", SendKeys.Rule);
        }

        var content = body.Read();

        if (!content.IsOk)
        {
            return content.Error.ToProblem();
        }

        var queued = await writing.Queue.RunAsync(
            new() { ConversationId = conversation.Row.Id, Content = content.Value, Source = MessageSource.Api, ClientKey = body.KeyOf(http), Schedule = schedule.Value },
            cancellationToken);
        return queued.IsOk ? await SendAnswers.OfAsync(queued.Value, http, writing.Await, cancellationToken) : queued.Error.ToProblem();
    }

    internal static async Task<Results<Ok<MessageAnswer>, ProblemHttpResult>> FindAsync(
        string id, ClaimsPrincipal user, FindMessage find, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var guid) && await find.RunAsync(guid, cancellationToken) is { } message && user.MayTouchInstance(message.InstanceName)
            ? TypedResults.Ok(MessageAnswer.Of(message))
            : Problems.NotFound("message");

    internal static Task<Results<Accepted<MessageAnswer>, ProblemHttpResult>> RetryAsync(
        string id, ClaimsPrincipal user, FindMessage find, RetryMessage retry, CancellationToken cancellationToken)
        => ChangeAsync(
            id,
            user,
            find,
            async message => (await retry.RunAsync(message, cancellationToken)).Error,
            message => TypedResults.Accepted($"{ApiPaths.Root}/messages/{id}", MessageAnswer.Of(message)),
            cancellationToken);

    internal static Task<Results<Ok<MessageAnswer>, ProblemHttpResult>> ConfirmAsync(
        string id, ClaimsPrincipal user, FindMessage find, ConfirmMessage confirm, CancellationToken cancellationToken)
        => ChangeAsync(id, user, find, async message => (await confirm.RunAsync(message, cancellationToken)).Error, Whole, cancellationToken);

    internal static Task<Results<Ok<MessageAnswer>, ProblemHttpResult>> EditAsync(
        string id, EditBody body, ClaimsPrincipal user, FindMessage find, ChangeSent change, CancellationToken cancellationToken)
        => ChangeAsync(id, user, find, async message => (await change.EditAsync(message, body.Text ?? "", cancellationToken)).Error, Whole, cancellationToken);

    internal static Task<Results<Ok<MessageAnswer>, ProblemHttpResult>> DeleteAsync(
        string id, ClaimsPrincipal user, FindMessage find, ChangeSent change, CancellationToken cancellationToken)
        => ChangeAsync(id, user, find, async message => (await change.DeleteAsync(message, cancellationToken)).Error, Whole, cancellationToken);

    private static Ok<MessageAnswer> Whole(MessageRow message) => TypedResults.Ok(MessageAnswer.Of(message));

    private static async Task<Results<TAnswer, ProblemHttpResult>> ChangeAsync<TAnswer>(
        string id, ClaimsPrincipal user, FindMessage find, Func<Guid, Task<Omni.Core.Results.Error?>> change, Func<MessageRow, TAnswer> answer, CancellationToken cancellationToken)
        where TAnswer : IResult
    {
        if (!Guid.TryParse(id, out var guid) || await find.RunAsync(guid, cancellationToken) is not { } message || !user.MayTouchInstance(message.InstanceName))
        {
            return Problems.NotFound("message");
        }

        return await change(guid) is { } error ? error.ToProblem() : answer((await find.RunAsync(guid, cancellationToken))!);
    }

    private static async Task<ThreadCursor?> PlaceAsync(string? text, MessageReading reading, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return null;
        }

        if (Guid.TryParse(text, out var id))
        {
            return (await reading.Messages.RunAsync(id, cancellationToken))?.Cursor;
        }

        return ThreadCursor.TryParse(text, out var cursor) ? cursor
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? new ThreadCursor(time, 0)
            : null;
    }
}

internal sealed record EditBody
{
    public string? Text { get; init; }
}

internal sealed record MessageReading(
    [FromServices] FindConversation Conversations,
    [FromServices] ReadThread Thread,
    [FromServices] FindMessage Messages);

internal sealed record MessageWriting(
    [FromServices] FindConversation Conversations,
    [FromServices] QueueMessage Queue,
    [FromServices] ReadSchedule Schedule,
    [FromServices] AwaitSend Await);
