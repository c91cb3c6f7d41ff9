using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Omni.Core.Instances;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/instances</c>: the connected channel accounts of a tenant.</summary>
internal static class InstanceEndpoints
{
    public static void MapInstances(this IEndpointRouteBuilder api)
    {
        var instances = api.MapGroup("/instances").WithTags("Instances");

        instances.MapPost("/", CreateAsync).RequireAuthorization(ApiPolicies.WholeTenant)
            .WithSummary("Connect an account; its webhook token is in the answer, once");
        instances.MapGet("/", ListAsync).WithSummary("The instances that the key may touch, by name");
        instances.MapGet("/supported-channels", SupportedChannels).WithSummary("The channels that this Omni speaks");

        var one = instances.MapGroup("/{name}").AddEndpointFilter<ReachableInstance>();
        one.MapGet("/", GetAsync).WithSummary("One instance, its secrets masked");

        // Programs put the one field that they mean: what they do not know of must not go with it.
        one.MapPut("/", ChangeAsync).WithSummary("Change its settings, as PATCH does: absent leaves, null clears");
        one.MapPatch("/", ChangeAsync).WithSummary("Change some settings: absent leaves, null clears");
        one.MapDelete("/", DeleteAsync).WithSummary("Delete it; its conversations stay readable");
        one.MapPost("/webhook-token", ReplaceTokenAsync).WithSummary("Give it a new webhook token, which is in the answer, once");
    }

    internal static async Task<Results<Created<InstanceAnswer>, ProblemHttpResult>> CreateAsync(
        InstanceFields body, CreateInstance create, [AsParameters] InstanceServices services, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(body, services.Address.Url, cancellationToken);

        if (!made.IsOk)
        {
            return made.Error.ToProblem();
        }

        var answer = await services.ReadAsync(made.Value.Name, made.Value.WebhookToken, cancellationToken);
        return answer is null ? Problems.NotFound("instance") : TypedResults.Created($"{ApiPaths.Root}/instances/{made.Value.Name}", answer);
    }

    internal static async Task<Results<Ok<Page<InstanceAnswer>>, ProblemHttpResult>> ListAsync(
        HttpContext http, [AsParameters] PageQuery query, [AsParameters] InstanceServices services, CancellationToken cancellationToken)
    {
        var read = query.Read();

        if (!read.IsOk)
        {
            return read.Error.ToProblem();
        }

        var only = http.User.OnlyInstances;
        var rows = await services.Instances.ListAsync(only, read.Value.After, read.Value.Take, cancellationToken);
        var answers = rows.Select(r => InstanceAnswer.Of(r, services.Address.Url, null)).ToArray();
        return TypedResults.Ok(Page<InstanceAnswer>.Of(read.Value, answers, a => a.Name, await services.Instances.CountAsync(only, cancellationToken)));
    }

    internal static Ok<SupportedChannelsAnswer> SupportedChannels(Omni.Core.Channels.ChannelDirectory channels)
        => TypedResults.Ok(new SupportedChannelsAnswer([.. channels.Supported.Select(c => c.ToString().ToLowerInvariant()).Order(StringComparer.Ordinal)]));

    internal static async Task<Results<Ok<InstanceAnswer>, ProblemHttpResult>> GetAsync(
        string name, [AsParameters] InstanceServices services, CancellationToken cancellationToken)
        => await services.ReadAsync(name, null, cancellationToken) is { } answer ? TypedResults.Ok(answer) : Problems.NotFound("instance");

    internal static async Task<Results<Ok<InstanceAnswer>, ProblemHttpResult>> ChangeAsync(
        string name, InstanceFields body, ClaimsPrincipal user, UpdateInstance update, [AsParameters] InstanceServices services, CancellationToken cancellationToken)
    {
        var saved = await update.RunAsync(name, body, InstanceAsker.Program(user.OnlyInstances), cancellationToken);
        return saved.IsOk ? await GetAsync(name, services, cancellationToken) : saved.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string name, DeleteInstance delete, CancellationToken cancellationToken)
    {
        var deleted = await delete.RunAsync(name, cancellationToken);
        return deleted.IsOk ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }

    internal static async Task<Results<Ok<InstanceAnswer>, ProblemHttpResult>> ReplaceTokenAsync(
        string name, ReplaceWebhookToken replace, [AsParameters] InstanceServices services, CancellationToken cancellationToken)
    {
        var replaced = await replace.RunAsync(name, cancellationToken);
        return !replaced.IsOk ? replaced.Error.ToProblem()
            : await services.ReadAsync(name, replaced.Value.WebhookToken, cancellationToken) is { } answer ? TypedResults.Ok(answer)
            : Problems.NotFound("instance");
    }
}

internal sealed record InstanceServices([FromServices] FindInstances Instances, [FromServices] PublicAddress Address)
{
    public async Task<InstanceAnswer?> ReadAsync(string name, string? newToken, CancellationToken cancellationToken)
        => await Instances.ByNameAsync(name, cancellationToken) is { } row ? InstanceAnswer.Of(row, Address.Url, newToken) : null;
}

internal sealed record SupportedChannelsAnswer(IReadOnlyList<string> Channels);
