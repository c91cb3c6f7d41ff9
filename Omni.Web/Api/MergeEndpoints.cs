using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Results;

namespace Omni.Web.Api;

/// <summary>Says that two conversations, or two contacts, are one person's. What <c>into</c> names stays; the other leads to it from then on.</summary>
internal static class MergeEndpoints
{
    public static void MapMerges(this IEndpointRouteBuilder conversations)
    {
        conversations.MapPost("/{id}/merge", MergeAsync).WithSummary("Merge this conversation into another one; answers the one that stays");
        conversations.MapDelete("/{id}/merge", UndoAsync).WithSummary("Take a merge of this conversation back, within a day; answers the conversation that stands by itself again");
    }

    public static void MapContactMerges(this IEndpointRouteBuilder api)
        => api.MapPost("/contacts/{id}/merge", MergeContactsAsync).WithTags("Contacts").WithSummary("Merge this contact, with its conversation, into another one");

    internal static async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> MergeAsync(
        string id, MergeBody body, ClaimsPrincipal user, FindConversation find, MergeByHand merge, CancellationToken cancellationToken)
    {
        if (await find.ReachableAsync(id, user, cancellationToken) is not { } from)
        {
            return Problems.NotFound("conversation");
        }

        if (body.Into is null || await find.ReachableAsync(body.Into, user, cancellationToken) is not { } into)
        {
            return Problems.InvalidField("into", "Give the id of the conversation that stays.");
        }

        var merged = await merge.RunAsync(from.Row.Id, into.Row.Id, null, cancellationToken);
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

        var undone = await undo.RunAsync(mergeId, null, cancellationToken);
        return undone.IsOk && await find.ReachableAsync(found.Row.Id.ToString(), user, cancellationToken) is { } again
            ? TypedResults.Ok(ConversationAnswer.Of(again.Row, again.Identities, user))
            : (undone.Error ?? Error.NotFound("There is no such conversation.")).ToProblem();
    }

    internal static async Task<Results<Ok<MergedContactAnswer>, ProblemHttpResult>> MergeContactsAsync(
        string id, MergeBody body, ClaimsPrincipal user, MergeByHand merge, CancellationToken cancellationToken)
    {
        // A contact's messages may have gone through any instance.
        if (user.OnlyInstances is not null)
        {
            return Error.Forbidden("This key is limited to some instances, and a contact's messages may have gone through others. Use a key of the whole tenant.").ToProblem();
        }

        if (!Guid.TryParse(id, out var from))
        {
            return Problems.NotFound("contact");
        }

        if (!Guid.TryParse(body.Into, out var into))
        {
            return Problems.InvalidField("into", "Give the id of the contact that stays.");
        }

        var merged = await merge.OfContactsAsync(from, into, null, cancellationToken);
        return merged.IsOk ? TypedResults.Ok(new MergedContactAnswer(merged.Value.ContactId, merged.Value.ConversationId)) : merged.Error.ToProblem();
    }
}

/// <param name="Into">The id of what stays.</param>
internal sealed record MergeBody(string? Into);

/// <param name="Id">The contact that stays.</param>
/// <param name="ConversationId">Its conversation; null when neither had one.</param>
internal sealed record MergedContactAnswer(Guid Id, Guid? ConversationId);
