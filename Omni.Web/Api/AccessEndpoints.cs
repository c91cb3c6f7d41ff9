using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Access;
using Omni.Core.Team;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/access</c>: who may write. A key limited to instances sees and makes the rules of its instances, and no others.</summary>
internal static class AccessEndpoints
{
    public static void MapAccess(this IEndpointRouteBuilder api)
    {
        var access = api.MapGroup("/access").WithTags("Access");

        access.MapPost("/rules", CreateAsync).WithSummary("Allow or block an address, or all that begin alike (+1*), on one instance or on all")
            .WithDescription("The longest rule that matches wins; at equal length an instance's comes before one for all, and allow before block. Without any, the instance's access_mode decides. It holds at once, also for an answer that an agent is just thinking about.");
        access.MapGet("/rules", ListAsync).WithSummary("The rules, newest first; ?q= takes part of a pattern or reason, or a number in any form, ?instance= the rules of one instance");
        access.MapDelete("/rules/{id}", DeleteAsync).WithSummary("Delete a rule; what it blocked stays blocked");
        access.MapPost("/check", CheckAsync).WithSummary("Whether a sender may write to an instance now, and what says so");
    }

    internal static async Task<Results<Created<AccessRuleAnswer>, ProblemHttpResult>> CreateAsync(
        AccessRuleBody body, ClaimsPrincipal user, CreateRule create, NameApiKey keys, [AsParameters] AccessReading reading, CancellationToken cancellationToken)
    {
        var fields = body.ToFields();

        if (string.IsNullOrWhiteSpace(fields.InstanceName) ? user.OnlyInstances is not null : !user.MayTouchInstance(fields.InstanceName.Trim()))
        {
            return string.IsNullOrWhiteSpace(fields.InstanceName)
                ? Problems.Of(StatusCodes.Status403Forbidden, "This key is limited to instances, so its rules must name one of them: instance_name.")
                : Problems.NotFound("instance");
        }

        var made = await create.RunAsync(fields, new(null, await NameAsync(user, keys, cancellationToken)), reading.Region, cancellationToken);
        return made.IsOk
            ? TypedResults.Created($"{ApiPaths.Root}/access/rules/{made.Value.Rule.Id}", AccessRuleAnswer.Of(made.Value, reading.Now))
            : made.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<AccessRuleAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, [FromQuery(Name = "q")] string? search, [FromQuery(Name = "instance")] string? instance, ClaimsPrincipal user, [AsParameters] AccessReading reading, CancellationToken cancellationToken)
    {
        var page = query.Read();
        var cursor = default(RuleCursor);

        if (!page.IsOk || (page.Value.After is { } after && !RuleCursor.TryParse(after, out cursor)))
        {
            return (page.Error ?? Paging.BadCursor()).ToProblem();
        }

        var filter = new RuleFilter { Search = search, InstanceName = string.IsNullOrWhiteSpace(instance) ? null : instance.Trim(), OnlyInstances = user.OnlyInstances };
        var rows = await reading.Rules.ListAsync(filter, reading.Region, page.Value.After is null ? null : cursor, page.Value.Take, cancellationToken);
        var total = await reading.Rules.CountAsync(filter, reading.Region, cancellationToken);
        var cut = Page<AccessRuleRow>.Of(page.Value, rows, r => r.Cursor.ToString(), total);
        return TypedResults.Ok(new Page<AccessRuleAnswer>([.. cut.Items.Select(r => AccessRuleAnswer.Of(r, reading.Now))], cut.NextCursor, total));
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, ClaimsPrincipal user, DeleteRule delete, [AsParameters] AccessReading reading, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var guid)
            && await reading.Rules.ByIdAsync(guid, cancellationToken) is { } row
            && (row.InstanceName is { } name ? user.MayTouchInstance(name) : user.OnlyInstances is null)
            && await delete.RunAsync(guid, cancellationToken)
                ? TypedResults.NoContent()
                : Problems.NotFound("rule");

    internal static async Task<Results<Ok<AccessCheckAnswer>, ProblemHttpResult>> CheckAsync(
        AccessCheckBody body, ClaimsPrincipal user, CheckAccess check, [AsParameters] AccessReading reading, CancellationToken cancellationToken)
    {
        if ((body.Instance ?? body.InstanceName)?.Trim() is not { Length: > 0 } instance)
        {
            return Problems.InvalidField("instance", "Say to which instance.");
        }

        if (!user.MayTouchInstance(instance))
        {
            return Problems.NotFound("instance");
        }

        var checkedAccess = await check.RunAsync(instance, body.Sender ?? body.PhoneNumber, reading.Region, cancellationToken);
        return checkedAccess.IsOk ? TypedResults.Ok(AccessCheckAnswer.Of(checkedAccess.Value, user.OnlyInstances is null, reading.Now)) : checkedAccess.Error.ToProblem();
    }

    private static async Task<string> NameAsync(ClaimsPrincipal user, NameApiKey keys, CancellationToken cancellationToken)
        => Guid.TryParse(user.FindFirstValue(KeyClaims.Key), out var id) && await keys.RunAsync(id, cancellationToken) is { } name ? $"API key “{name}”" : "Platform key";
}

internal sealed record AccessReading([FromServices] FindRules Rules, [FromServices] IOptions<OmniOptions> Options, [FromServices] TimeProvider Clock)
{
    public string Region => Options.Value.DefaultRegion;

    public DateTimeOffset Now => Clock.GetUtcNow();
}
