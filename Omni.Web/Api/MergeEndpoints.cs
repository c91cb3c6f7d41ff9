using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Results;

namespace Omni.Web.Api;

/// <summary>Says that two conversations, or two contacts, are one person's. What <c>into</c> names stays; the other leads to it from then on.</summary>
internal static class MergeEndpoints
{
    // The line in the thread must not say that a channel knew it.
    private const string Actor = "The API";

    public static void MapMerges(this IEndpointRouteBuilder conversations)
    {
        // A person's messages may have gone through any instance, so a key limited to some may not say whose they are.
        conversations.MapPost("/{id}/merge", MergeAsync).RequireAuthorization(ApiPolicies.WholeTenant).WithSummary("Merge this conversation into another one; answers the one that stays");
        conversations.MapDelete("/{id}/merge", UndoAsync).RequireAuthorization(ApiPolicies.WholeTenant).WithSummary("Take a merge of this conversation back, within a day; answers the conversation that stands by itself again");
    }

    public static void MapContactMerges(this IEndpointRouteBuilder api)
        => api.MapPost("/contacts/{id}/merge", MergeContactsAsync).RequireAuthorization(ApiPolicies.WholeTenant).WithTags("Contacts").WithSummary("Merge this contact, with its conversation, into another one");

    internal static async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> MergeAsync(
        string id, MergeBody body, ClaimsPrincipal user, FindConversation find, MergeByHand merge, CancellationToken cancellationToken)
    {
        if (await find.ReachableAsync(id, user, cancellationToken) is not { } from)
        {
            return Problems.NotFound("conversation");
        }

        if (!Guid.TryParse(body.Into, out _))
        {
            return Problems.InvalidField("into", "Give the id of the conversation that stays.");
        }

        if (await find.ReachableAsync(body.Into, user, cancellationToken) is not { } into)
        {
            return Problems.NotFound("conversation");
        }

        var merged = await merge.RunAsync(from.Row.Id, into.Row.Id, Actor, cancellationToken);
        return merged.IsOk && await find.ReachableAsync(merged.Value.ConversationId.ToString()!, user, cancellationToken) is { } stays
            ? TypedResults.Ok(ConversationAnswer.Of(stays.Row, stays.Identities, user))
            : (merged.Error ?? Error.NotFound("There is no such conversation.")).ToProblem();
    }

    internal static async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> UndoAsync(
        string id, ClaimsPrincipal user, FindConversation find, FindMerge merges, UndoMerge undo, CancellationToken cancellationToken)
    {
        if (await find.ReachableAsync(id, user, cancellationToken, isFollowed: false) is not { } found || await find.ReachableAsync(id, user, cancellationToken) is null)
        {
            return Problems.NotFound("conversation");
        }

        if (await merges.RunAsync(found.Row.Id, cancellationToken) is not { } mergeId)
        {
            return Error.Conflict("This conversation was not merged into another one.").ToProblem();
        }

        var undone = await undo.RunAsync(mergeId, Actor, cancellationToken);
        return undone.IsOk && await find.ReachableAsync(found.Row.Id.ToString(), user, cancellationToken) is { } again
            ? TypedResults.Ok(ConversationAnswer.Of(again.Row, again.Identities, user))
            : (undone.Error ?? Error.NotFound("There is no such conversation.")).ToProblem();
    }

    internal static async Task<Results<Ok<MergedContactAnswer>, ProblemHttpResult>> MergeContactsAsync(
        string id, MergeBody body, MergeByHand merge, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var from))
        {
            return Problems.NotFound("contact");
        }

        if (!Guid.TryParse(body.Into, out var into))
        {
            return Problems.InvalidField("into", "Give the id of the contact that stays.");
        }

        var merged = await merge.OfContactsAsync(from, into, Actor, cancellationToken);
        return merged.IsOk ? TypedResults.Ok(new MergedContactAnswer(merged.Value.ContactId, merged.Value.ConversationId)) : merged.Error.ToProblem();
    }
}

/// <param name="Into">The id of what stays.</param>
internal sealed record MergeBody(string? Into);

/// <param name="Id">The contact that stays.</param>
/// <param name="ConversationId">Its conversation; null when neither had one.</param>
internal sealed record MergedContactAnswer(Guid Id, Guid? ConversationId);
