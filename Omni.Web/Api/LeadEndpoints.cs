using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Leads;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/leads</c>: chances to do business with a tenant's people. A key limited to instances cannot touch them.</summary>
internal static class LeadEndpoints
{
    public static void MapLeads(this IEndpointRouteBuilder api)
    {
        var leads = api.MapGroup("/leads").WithTags("Leads").RequireAuthorization(ApiPolicies.WholeTenant);

        leads.MapPost("/", CreateAsync).WithSummary("Add a lead; a number attaches it to whoever has it, or makes a new contact");
        leads.MapGet("/", ListAsync).WithSummary("The tenant's leads, newest first; ?q= takes a name, a number in any form or an address");
        leads.MapGet("/{id}", FindAsync).WithSummary("One lead");
        leads.MapPatch("/{id}", ChangeAsync).WithSummary("Change a lead: absent stays, null clears; a new number is a further number of the same person");
        leads.MapDelete("/{id}", DeleteAsync).WithSummary("Delete a lead; the person and their history stay");
    }

    internal static async Task<Results<Created<LeadBody>, ProblemHttpResult>> CreateAsync(
        LeadFields body, CreateLead create, FindLeads find, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(body, options.Value.DefaultRegion, cancellationToken);
        return made.IsOk && await find.ByIdAsync(made.Value, cancellationToken) is { } lead
            ? TypedResults.Created($"{ApiPaths.Root}/leads/{made.Value}", LeadBody.Of(lead))
            : made.Error?.ToProblem() ?? Problems.NotFound("lead");
    }

    internal static async Task<Results<Ok<Page<LeadBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, [AsParameters] LeadQuery asked, FindLeads find, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var page = query.Read();
        var filter = asked.Read();

        if (!page.IsOk || !filter.IsOk)
        {
            return (page.Error ?? filter.Error!).ToProblem();
        }

        var cursor = default(LeadCursor);

        if (page.Value.After is { } after && !LeadCursor.TryParse(after, out cursor))
        {
            return Paging.BadCursor().ToProblem();
        }

        var region = options.Value.DefaultRegion;
        var rows = await find.ListAsync(filter.Value, region, page.Value.After is null ? null : cursor, page.Value.Take, cancellationToken);
        var total = await find.CountAsync(filter.Value, region, cancellationToken);
        var answer = Page<LeadRow>.Of(page.Value, rows, r => r.Cursor.ToString(), total);
        return TypedResults.Ok(new Page<LeadBody>([.. answer.Items.Select(LeadBody.Of)], answer.NextCursor, total));
    }

    internal static async Task<Results<Ok<LeadBody>, ProblemHttpResult>> FindAsync(string id, FindLeads find, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var guid) && await find.ByIdAsync(guid, cancellationToken) is { } lead ? TypedResults.Ok(LeadBody.Of(lead)) : Problems.NotFound("lead");

    internal static async Task<Results<Ok<LeadBody>, ProblemHttpResult>> ChangeAsync(
        string id, LeadFields body, ChangeLead change, FindLeads find, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return Problems.NotFound("lead");
        }

        var changed = await change.RunAsync(guid, body, options.Value.DefaultRegion, cancellationToken);
        return changed.IsOk ? await FindAsync(id, find, cancellationToken) : changed.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, DeleteLead delete, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return Problems.NotFound("lead");
        }

        var deleted = await delete.RunAsync(guid, cancellationToken);
        return deleted.IsOk ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }
}

/// <summary>The filters of the list as they came in.</summary>
internal sealed class LeadQuery
{
    [FromQuery(Name = "q")] public string? Q { get; init; }

    [FromQuery(Name = "stage")] public string? Stage { get; init; }

    [FromQuery(Name = "owner")] public string? Owner { get; init; }

    [FromQuery(Name = "contact_id")] public string? ContactId { get; init; }

    public Result<LeadFilter> Read()
    {
        if (Owner is not (null or "none") && !Guid.TryParse(Owner, out _))
        {
            return Error.Invalid("owner", "Give a member's id, or none.");
        }

        if (ContactId is not null && !Guid.TryParse(ContactId, out _))
        {
            return Error.Invalid("contact_id", "Give a contact's id.");
        }

        return new LeadFilter
        {
            Search = Q,
            Stage = string.IsNullOrWhiteSpace(Stage) ? null : Stage.Trim(),
            OwnerId = Guid.TryParse(Owner, out var owner) ? owner : null,
            IsUnowned = Owner is "none",
            ContactId = Guid.TryParse(ContactId, out var contact) ? contact : null,
        };
    }
}
