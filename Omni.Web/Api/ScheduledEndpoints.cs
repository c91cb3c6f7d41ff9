using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/scheduled</c>: messages that wait for their time. The id is the message's; a series is found by the id of any of its messages' first.</summary>
internal static class ScheduledEndpoints
{
    public static void MapScheduled(this IEndpointRouteBuilder api)
    {
        var scheduled = api.MapGroup("/scheduled").WithTags("Scheduled");
        scheduled.MapGet("/", ListAsync).WithSummary("What waits for its time, the next one first; ?conversation_id= for one conversation");
        scheduled.MapPost("/", CreateAsync).WithSummary("Schedule a text, to a conversation or to an address through an instance");
        scheduled.MapGet("/{id}", FindAsync).WithSummary("One that waits");
        scheduled.MapPatch("/{id}", ChangeAsync).WithSummary("Change its text, time, recurrence or condition");
        scheduled.MapPost("/{id}/send-now", SendNowAsync).WithSummary("Send it at once; a series goes on with the time after");
        scheduled.MapDelete("/{id}", CancelAsync).WithSummary("Cancel it, and with it the rest of its series");
    }

    /// <summary>202 with the message as it waits; one that was repeated and has left already is answered as it stands.</summary>
    public static async Task<Accepted<ScheduledAnswer>> AnswerAsync(Message message, ListScheduled scheduled, FindMessage find, CancellationToken cancellationToken)
    {
        var answer = await scheduled.FindAsync(message.Id, cancellationToken) is { } row && row.Message.Id == message.Id
            ? ScheduledAnswer.Of(row)
            : ScheduledAnswer.Of((await find.RunAsync(message.Id, cancellationToken))!);
        return TypedResults.Accepted($"{ApiPaths.Root}/scheduled/{message.Id}", answer);
    }

    internal static async Task<Results<Ok<Page<ScheduledAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, [FromQuery(Name = "conversation_id")] string? conversationId, ClaimsPrincipal user, [AsParameters] ScheduledReading reading, CancellationToken cancellationToken)
    {
        var page = query.Read();
        var cursor = default(ScheduledCursor);

        if (!page.IsOk || (page.Value.After is { } after && !ScheduledCursor.TryParse(after, out cursor)))
        {
            return (page.Error ?? Paging.BadCursor()).ToProblem();
        }

        var conversation = conversationId is null ? null : await reading.Conversations.ReachableAsync(conversationId, user, cancellationToken);

        if (conversationId is not null && conversation is null)
        {
            return Problems.NotFound("conversation");
        }

        var filter = new ScheduledFilter(conversation?.Row.Id, user.OnlyInstances);
        var rows = await reading.Scheduled.RunAsync(filter, page.Value.After is null ? null : cursor, page.Value.Take, cancellationToken);
        var total = await reading.Scheduled.CountAsync(filter, cancellationToken);
        var cut = Page<ScheduledRow>.Of(page.Value, rows, r => r.Cursor.ToString(), total);
        return TypedResults.Ok(new Page<ScheduledAnswer>([.. cut.Items.Select(ScheduledAnswer.Of)], cut.NextCursor, total));
    }

    internal static async Task<Results<Ok<ScheduledAnswer>, ProblemHttpResult>> FindAsync(string id, ClaimsPrincipal user, [AsParameters] ScheduledReading reading, CancellationToken cancellationToken)
        => await ReachableAsync(id, user, reading, cancellationToken) is { } found ? TypedResults.Ok(found) : Missing;

    internal static async Task<Results<Accepted<ScheduledAnswer>, ProblemHttpResult>> CreateAsync(
        ScheduledBody body, HttpContext http, [AsParameters] ScheduledReading reading, [AsParameters] ScheduledWriting writing, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var schedule = await writing.Read.RunAsync(body, cancellationToken);
        var content = body.Read();
        Result<Message> made;

        if (body.ConversationId is { } id)
        {
            if (await reading.Conversations.ReachableAsync(id, http.User, cancellationToken) is not { } conversation)
            {
                return Problems.NotFound("conversation");
            }

            if (Refusal(body.KeyOf(http), content, schedule) is { } refusal)
            {
                return refusal.ToProblem();
            }

            made = await writing.Queue.RunAsync(
                new() { ConversationId = conversation.Row.Id, Content = content.Value!, Source = MessageSource.Api, ClientKey = body.KeyOf(http), Schedule = schedule.Value }, cancellationToken);
        }
        else if (body is { Instance: { Length: > 0 } instance, Recipient: { Length: > 0 } to })
        {
            if (!http.User.MayTouchInstance(instance) || !await writing.Send.KnowsAsync(instance, cancellationToken))
            {
                return Problems.NotFound("instance");
            }

            if (Refusal(body.KeyOf(http), content, schedule) is { } refusal)
            {
                return refusal.ToProblem();
            }

            made = await writing.Send.RunAsync(new(instance, to, content.Value!, MessageSource.Api, body.KeyOf(http), options.Value.DefaultRegion, schedule.Value), cancellationToken);
        }
        else
        {
            return Problems.InvalidField("conversation_id", "Say to whom: a conversation_id, or an instance with to.");
        }

        return made.IsOk ? await AnswerAsync(made.Value, reading.Scheduled, reading.Messages, cancellationToken) : made.Error.ToProblem();
    }

    internal static async Task<Results<Ok<ScheduledAnswer>, ProblemHttpResult>> ChangeAsync(
        string id, ScheduledBody body, ClaimsPrincipal user, [AsParameters] ScheduledReading reading, [AsParameters] ScheduledWriting writing, ChangeSchedule change, CancellationToken cancellationToken)
    {
        if (await ReachableAsync(id, user, reading, cancellationToken) is not { } found)
        {
            return Missing;
        }

        var wanted = await writing.Read.ChangeAsync(body, cancellationToken);

        if (!wanted.IsOk)
        {
            return wanted.Error.ToProblem();
        }

        var changed = await change.RunAsync(found.Id, wanted.Value with { Text = body.Content }, cancellationToken);
        return changed.IsOk ? TypedResults.Ok((await ReachableAsync(found.Id.ToString(), user, reading, cancellationToken))!) : changed.Error.ToProblem();
    }

    internal static async Task<Results<Accepted<MessageAnswer>, Ok<MessageAnswer>, ProblemHttpResult>> SendNowAsync(
        string id, HttpContext http, [AsParameters] ScheduledReading reading, FireSchedule fire, AwaitSend wait, CancellationToken cancellationToken)
    {
        if (await ReachableAsync(id, http.User, reading, cancellationToken) is not { } found)
        {
            return Missing;
        }

        var fired = await fire.NowAsync(found.Id, cancellationToken);
        return fired.IsOk ? await SendAnswers.OfAsync(found.Id, fired.Value, http, wait, cancellationToken) : fired.Error.ToProblem();
    }

    internal static async Task<Results<Ok<ScheduledAnswer>, ProblemHttpResult>> CancelAsync(
        string id, ClaimsPrincipal user, [AsParameters] ScheduledReading reading, CancelScheduled cancel, CancellationToken cancellationToken)
    {
        if (await ReachableAsync(id, user, reading, cancellationToken) is not { } found)
        {
            return Missing;
        }

        var cancelled = await cancel.RunAsync(found.Id, cancellationToken);
        return cancelled.IsOk ? TypedResults.Ok((await ReachableAsync(found.Id.ToString(), user, reading, cancellationToken))!) : cancelled.Error.ToProblem();
    }

    private static ProblemHttpResult Missing => Problems.NotFound("scheduled message");

    private static Error? Refusal(string? key, Result<NewContent> content, Result<NewSchedule?> schedule)
    {
        if (!schedule.IsOk)
        {
            return schedule.Error;
        }

        var errors = new FieldErrors();
        errors.Require(schedule.Value is not null, "send_at", "Say when it is to go out.");
        errors.Require(SendKeys.IsValid(key), "client_key", SendKeys.Rule);

        errors.AddAll(content.IsOk ? CheckContent.Find(content.Value) : content.Error);

        return errors.ToError();
    }

    // One that waited once and is asked for again stays found, so that a repeated cancelling is answered like the first.
    private static async Task<ScheduledAnswer?> ReachableAsync(string id, ClaimsPrincipal user, ScheduledReading reading, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return null;
        }

        var waiting = await reading.Scheduled.FindAsync(guid, cancellationToken);
        var answer = waiting is not null ? ScheduledAnswer.Of(waiting)
            : await reading.Messages.RunAsync(guid, cancellationToken) is { Direction: MessageDirection.Outbound } message ? ScheduledAnswer.Of(message)
            : null;
        return answer is not null && user.MayTouchInstance(answer.InstanceName) ? answer : null;
    }
}

internal sealed record ScheduledReading(
    [FromServices] FindConversation Conversations,
    [FromServices] ListScheduled Scheduled,
    [FromServices] FindMessage Messages);

internal sealed record ScheduledWriting([FromServices] ReadSchedule Read, [FromServices] QueueMessage Queue, [FromServices] SendToAddress Send);

/// <summary>A message to schedule: to a conversation, or to an address through an instance.</summary>
internal sealed record ScheduledBody : SendBody
{
    public string? ConversationId { get; init; }

    public string? Instance { get; init; }
}
