using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
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
        conversations.MapPatch("/{id}", ChangeAsync).WithSummary("Change status, switch the agent on or off, or choose which agent answers here");
        conversations.MapPost("/{id}/read", ReadAsync).WithSummary("Mark as read");
        conversations.MapConversationMessages();
        conversations.MapMerges();
    }

    internal static async Task<Results<Ok<Page<ConversationAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, [AsParameters] ConversationQuery asked, ClaimsPrincipal user, ListConversations list, CancellationToken cancellationToken)
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
        return TypedResults.Ok(new Page<ConversationAnswer>([.. answers.Items.Select(r => ConversationAnswer.Of(r, null, user))], answers.NextCursor, total));
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
        string id, ConversationChange change, ClaimsPrincipal user, FindConversation find, ChangeStatus status, SwitchBot bot, ChooseThreadAgent agents, CancellationToken cancellationToken)
    {
        if (await find.ReachableAsync(id, user, cancellationToken) is not { } found)
        {
            return Problems.NotFound("conversation");
        }

        var conversationId = found.Row.Id;
        var done = change.Agent.IsGiven ? await agents.RunAsync(conversationId, change.Agent.Value, null, user.OnlyInstances, cancellationToken) : null;

        if (done is { IsOk: false })
        {
            return done.Error.ToProblem();
        }

        done = change.Status switch
        {
            null => done,
            "resolved" => await status.ResolveAsync(conversationId, null, cancellationToken),
            "open" => await TakeAsync(conversationId, status, bot, cancellationToken),
            "pending" => await GiveBackAsync(conversationId, status, bot, cancellationToken),
            _ => Error.Invalid("status", "Give pending, open or resolved."),
        };

        if (done is { IsOk: true } or null && change.BotEnabled is { } enabled)
        {
            done = enabled ? await bot.OnAsync(conversationId, null, cancellationToken) : await bot.OffAsync(conversationId, null, cancellationToken);
        }

        return done is { IsOk: false } ? done.Error.ToProblem() : await FindAsync(conversationId.ToString(), user, find, cancellationToken);
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

    // Open means that people have it, so the agent is silent.
    private static async Task<Result<bool>> TakeAsync(Guid id, ChangeStatus status, SwitchBot bot, CancellationToken cancellationToken)
    {
        var reopened = await status.ReopenAsync(id, null, cancellationToken);
        return reopened.IsOk ? await bot.OffAsync(id, null, cancellationToken) : reopened;
    }

    private static async Task<Result<bool>> GiveBackAsync(Guid id, ChangeStatus status, SwitchBot bot, CancellationToken cancellationToken)
    {
        var reopened = await status.ReopenAsync(id, null, cancellationToken);
        return reopened.IsOk ? await bot.OnAsync(id, null, cancellationToken) : reopened;
    }
}

/// <summary>What may be changed. What is absent stays.</summary>
internal sealed record ConversationChange(string? Status, bool? BotEnabled, Optional<string?> Agent);

/// <summary>The filters of the list as they came in.</summary>
internal sealed class ConversationQuery
{
    [FromQuery(Name = "status")] public string? Status { get; init; }

    [FromQuery(Name = "assignee")] public string? Assignee { get; init; }

    [FromQuery(Name = "instance")] public string? Instance { get; init; }

    [FromQuery(Name = "q")] public string? Q { get; init; }

    [FromQuery(Name = "unread")] public string? Unread { get; init; }

    public Result<ConversationFilter> Read(ClaimsPrincipal user)
    {
        var statuses = new List<ConversationStatus>();

        foreach (var word in Status?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            if (!Enum.TryParse<ConversationStatus>(word, ignoreCase: true, out var status) || int.TryParse(word, out _))
            {
                return Error.Invalid("status", "Give pending, open, snoozed or resolved, several with commas between.");
            }

            statuses.Add(status);
        }

        bool? unread = null;

        if (Unread is not null)
        {
            if (!bool.TryParse(Unread, out var value))
            {
                return Error.Invalid("unread", "Give true or false.");
            }

            unread = value;
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
