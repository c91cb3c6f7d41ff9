using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/conversations</c>: threads of the key's tenant. One of an instance that a limited key does not reach is not there.</summary>
internal static class ConversationEndpoints
{
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations");

        conversations.MapGet("/", ListAsync).WithSummary("The tenant's conversations, last active first");
        conversations.MapGet("/by-phone/{phone}", ByPhoneAsync).WithSummary("The conversation with whoever has this number, in any form");
        conversations.MapGet("/{id}", FindAsync).WithSummary("One conversation");
        conversations.MapPatch("/{id}", ChangeAsync).WithSummary("Change status, assignee and agent: all that is said, or nothing; what is absent stays");
        conversations.MapPost("/{id}/read", ReadAsync).WithSummary("Mark as read");
        conversations.MapConversationMessages();
        conversations.MapMerges();
    }

    internal static async Task<Results<Ok<Page<ConversationAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, [AsParameters] ConversationQuery asked, ClaimsPrincipal user, ListConversations list, ListAddresses addresses, CancellationToken cancellationToken)
    {
        var page = query.Read();
        var filter = asked.Read(user);

        if (!page.IsOk || !filter.IsOk)
        {
            return (page.Error ?? filter.Error!).ToProblem();
        }

        var cursor = default(ConversationCursor);

        if (page.Value.After is { } after && !ConversationCursor.TryParse(after, out cursor))
        {
            return Paging.BadCursor().ToProblem();
        }

        var rows = await list.RunAsync(filter.Value, page.Value.After is null ? null : cursor, page.Value.Take, cancellationToken);
        var total = await list.CountAsync(filter.Value, cancellationToken);
        var answers = Page<ConversationRow>.Of(page.Value, rows, r => r.Cursor.ToString(), total);
        var known = await addresses.RunAsync([.. answers.Items.Select(r => r.ContactId)], cancellationToken);
        return TypedResults.Ok(new Page<ConversationAnswer>([.. answers.Items.Select(r => ConversationAnswer.Of(r, known[r.ContactId], user))], answers.NextCursor, total));
    }

    internal static async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> FindAsync(
        string id, ClaimsPrincipal user, FindConversation find, CancellationToken cancellationToken)
        => await find.ReachableAsync(id, user, cancellationToken, isFollowed: false) is { } found
            ? TypedResults.Ok(ConversationAnswer.Of(found.Row, found.Identities, user))
            : Problems.NotFound("conversation");

    internal static async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> ByPhoneAsync(
        string phone, ClaimsPrincipal user, FindByPhone byPhone, FindConversation find, IOptions<OmniOptions> options, CancellationToken cancellationToken)
        => await byPhone.RunAsync(phone, options.Value.DefaultRegion, cancellationToken) is { } id
            ? await FindAsync(id.ToString(), user, find, cancellationToken)
            : Problems.NotFound("conversation");

    internal static async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> ChangeAsync(
        string id, ConversationChange body, ClaimsPrincipal user, FindConversation find, ReadSchedule times, ChangeThread change, CancellationToken cancellationToken)
    {
        if (await find.ReachableAsync(id, user, cancellationToken) is not { } found)
        {
            return Problems.NotFound("conversation");
        }

        var asked = await body.ReadAsync(times, cancellationToken);
        var done = asked.IsOk ? await change.RunAsync(found.Row.Id, asked.Value, user.OnlyInstances, cancellationToken) : asked.Error;
        return done.IsOk ? await FindAsync(found.Row.Id.ToString(), user, find, cancellationToken) : done.Error.ToProblem();
    }

    internal static async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> ReadAsync(
        string id, ClaimsPrincipal user, FindConversation find, MarkRead read, CancellationToken cancellationToken)
    {
        if (await find.ReachableAsync(id, user, cancellationToken) is not { } found)
        {
            return Problems.NotFound("conversation");
        }

        await read.RunAsync(found.Row.Id, cancellationToken);
        return await FindAsync(found.Row.Id.ToString(), user, find, cancellationToken);
    }
}

/// <summary>What may be changed. What is absent stays.</summary>
internal sealed record ConversationChange
{
    /// <summary><c>pending</c>: the agent has it; <c>open</c>: people have it; <c>snoozed</c>: out of sight until <see cref="SnoozedUntil"/>; <c>resolved</c>.</summary>
    public string? Status { get; init; }

    /// <summary>ISO 8601, in the future; needed by <c>snoozed</c>. Then, and when the customer writes before, it is open again.</summary>
    public JsonElement? SnoozedUntil { get; init; }

    /// <summary>Whether the agent may answer. Absent: not in what becomes <c>open</c>, but in what becomes <c>pending</c> or <c>resolved</c>.</summary>
    public bool? BotEnabled { get; init; }

    /// <summary>A member's id or e-mail address; null for nobody.</summary>
    public Optional<string?> Assignee { get; init; }

    /// <summary>The agent that answers here; null for the instance's.</summary>
    public Optional<string?> Agent { get; init; }

    public async Task<Result<ThreadChange>> ReadAsync(ReadSchedule times, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var status = ConversationStatus.Open;
        errors.Require(Status is null || ConversationQuery.TryStatus(Status, out status), "status", "Give pending, open, snoozed or resolved.");
        var until = SnoozedUntil is { ValueKind: not JsonValueKind.Null } said ? await times.InstantAsync(said, cancellationToken) : null;
        errors.Require(until is not null || SnoozedUntil is not { ValueKind: not JsonValueKind.Null }, "snoozed_until", "Give a time such as 2026-01-31T09:00:00+02:00.");
        return errors.ToError() is { } error
            ? error
            : new ThreadChange { Status = Status is null ? null : status, SnoozedUntil = until, BotEnabled = BotEnabled, Assignee = Assignee, Agent = Agent };
    }
}

/// <summary>The filters of the list as they came in.</summary>
internal sealed class ConversationQuery
{
    [FromQuery(Name = "status")] public string? Status { get; init; }

    [FromQuery(Name = "assignee")] public string? Assignee { get; init; }

    [FromQuery(Name = "instance")] public string? Instance { get; init; }

    [FromQuery(Name = "q")] public string? Q { get; init; }

    [FromQuery(Name = "unread")] public string? Unread { get; init; }

    // To the parser a number is a status too.
    public static bool TryStatus(string word, out ConversationStatus status) => Enum.TryParse(word, ignoreCase: true, out status) && word.All(char.IsAsciiLetter);

    public Result<ConversationFilter> Read(ClaimsPrincipal user)
    {
        var statuses = new List<ConversationStatus>();

        foreach (var word in Status?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            if (!TryStatus(word, out var status))
            {
                return Error.Invalid("status", "Give pending, open, snoozed or resolved, several with commas between.");
            }

            statuses.Add(status);
        }

        var unread = YesOrNo.Read(Unread);

        if (Unread is not null && unread is null)
        {
            return Error.Invalid("unread", "Give true or false.");
        }

        if (Assignee is not (null or "none") && !Guid.TryParse(Assignee, out _))
        {
            return Error.Invalid("assignee", "Give a member's id, or none.");
        }

        return new ConversationFilter
        {
            Statuses = statuses,
            IsUnread = unread,
            IsUnassigned = Assignee is "none",
            AssigneeId = Guid.TryParse(Assignee, out var id) ? id : null,
            InstanceName = Instance,
            OnlyInstances = user.OnlyInstances,
            Search = Q,
        };
    }
}

internal static class ReachableConversation
{
    /// <summary>Null for what is not there, belongs to another tenant, or is out of the key's reach: nobody can tell which.</summary>
    /// <param name="find">Looks it up.</param>
    /// <param name="id">As it came in.</param>
    /// <param name="user">Whose key it is.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <param name="isFollowed">Whether one that went into another stands for that other.</param>
    public static async Task<ConversationDetails?> ReachableAsync(
        this FindConversation find, string id, ClaimsPrincipal user, CancellationToken cancellationToken, bool isFollowed = true)
        => !Guid.TryParse(id, out var guid) || await find.RunAsync(guid, cancellationToken) is not { } found ? null
            : isFollowed && found.Row.MergedIntoId is { } into ? await find.ReachableAsync(into.ToString(), user, cancellationToken)
            : user.MayTouchInstance(found.Row.InstanceName) ? found : null;
}
