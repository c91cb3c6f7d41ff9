using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Team;

namespace Omni.Web.Api;

/// <summary><c>/keys</c>: the programs' keys of one tenant. A key limited to instances cannot see or make any.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys").RequireAuthorization(ApiPolicies.WholeTenant);

        keys.MapPost("/", CreateAsync).WithSummary("Make a key, for all instances or chosen ones; it is in the answer, once");
        keys.MapGet("/", ListAsync).WithSummary("The tenant's keys, oldest first, without their secrets");
        keys.MapDelete("/{id}", RevokeAsync).WithSummary("Revoke a key");
    }

    internal static async Task<Results<Created<NewKeyAnswer>, ProblemHttpResult>> CreateAsync(
        NewApiKey body, CreateApiKey create, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(body, cancellationToken);
        return made.IsOk
            ? TypedResults.Created($"{ApiPaths.Root}/keys/{made.Value.Key.Id}", NewKeyAnswer.Of(made.Value))
            : made.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<KeyAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, ListApiKeys list, CancellationToken cancellationToken)
    {
        var read = query.Read();

        if (!read.IsOk)
        {
            return read.Error.ToProblem();
        }

        if (read.Value.After is { } after && !Guid.TryParse(after, out _))
        {
            return Paging.BadCursor().ToProblem();
        }

        var keys = await list.RunAsync(read.Value.After is { } id ? Guid.Parse(id) : null, read.Value.Take, cancellationToken);
        return TypedResults.Ok(Page<KeyAnswer>.Of(read.Value, [.. keys.Select(KeyAnswer.Of)], k => k.Id.ToString(), await list.CountAsync(cancellationToken)));
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, RevokeApiKey revoke, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var key) && await revoke.RunAsync(key, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("key");
}

internal sealed record KeyAnswer(Guid Id, string Name, string Last4, IReadOnlyList<string> Instances, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static KeyAnswer Of(ApiKey key) => new(key.Id, key.Name, key.Last4, key.Instances, key.CreatedAt, key.LastUsedAt);
}

/// <summary>The key itself, once: as <c>key</c>, and as <c>api_key</c> like the answer to a new tenant.</summary>
internal sealed record NewKeyAnswer(Guid Id, string Name, string Last4, IReadOnlyList<string> Instances, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, string Key, string ApiKey)
{
    public static NewKeyAnswer Of(IssuedApiKey issued)
        => new(issued.Key.Id, issued.Key.Name, issued.Key.Last4, issued.Key.Instances, issued.Key.CreatedAt, issued.Key.LastUsedAt, issued.Secret, issued.Secret);
}
