using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Contacts;
using Omni.Core.Conversations.People;
using Omni.Core.Results;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/contacts</c>: the people of a tenant. They write through any instance, so a key limited to instances cannot touch them.</summary>
internal static class ContactEndpoints
{
    public static void MapContacts(this IEndpointRouteBuilder api)
    {
        var contacts = api.MapGroup("/contacts").WithTags("Contacts").RequireAuthorization(ApiPolicies.WholeTenant);

        contacts.MapPost("/", CreateAsync).WithSummary("Add a person; a number that somebody has already is refused");
        contacts.MapGet("/", ListAsync).WithSummary("The tenant's people, by name; ?q= takes a name, a number in any form or an address");
        contacts.MapGet("/{id}", FindAsync).WithSummary("One person with addresses, leads and conversation");
        contacts.MapPatch("/{id}", ChangeAsync).WithSummary("Change what is known: absent stays, null clears");
        contacts.MapDelete("/{id}", DeleteAsync).WithSummary("Delete a person with whom nobody ever talked");
        contacts.MapContactFiles();
    }

    internal static async Task<Results<Created<ContactBody>, ProblemHttpResult>> CreateAsync(
        ContactChange body, CreateContact create, FindContact find, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(body.ToFields(), options.Value.DefaultRegion, cancellationToken);
        return made.IsOk && await find.RunAsync(made.Value, cancellationToken) is { } found
            ? TypedResults.Created($"{ApiPaths.Root}/contacts/{made.Value}", ContactBody.Of(found))
            : made.Error?.ToProblem() ?? Problems.NotFound("contact");
    }

    internal static async Task<Results<Ok<Page<ContactBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, [FromQuery(Name = "q")] string? q, ListContacts list, ListAddresses addresses, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var page = query.Read();

        if (!page.IsOk)
        {
            return page.Error.ToProblem();
        }

        var cursor = default(ContactCursor);

        if (page.Value.After is { } after && !ContactCursor.TryParse(after, out cursor))
        {
            return Paging.BadCursor().ToProblem();
        }

        var region = options.Value.DefaultRegion;
        var rows = await list.RunAsync(q, region, page.Value.After is null ? null : cursor, page.Value.Take, cancellationToken);
        var total = await list.CountAsync(q, region, cancellationToken);
        var answer = Page<ContactRow>.Of(page.Value, rows, r => r.Cursor.ToString(), total);
        var known = await addresses.RunAsync([.. answer.Items.Select(r => r.Id)], cancellationToken);
        return TypedResults.Ok(new Page<ContactBody>([.. answer.Items.Select(r => ContactBody.Of(r, known[r.Id]))], answer.NextCursor, total));
    }

    internal static async Task<Results<Ok<ContactBody>, ProblemHttpResult>> FindAsync(string id, FindContact find, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var guid) && await find.RunAsync(guid, cancellationToken) is { } found ? TypedResults.Ok(ContactBody.Of(found)) : Problems.NotFound("contact");

    internal static async Task<Results<Ok<ContactBody>, ProblemHttpResult>> ChangeAsync(
        string id, ContactChange body, ChangeContact change, FindContact find, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return Problems.NotFound("contact");
        }

        var changed = await change.RunAsync(guid, body.ToFields(), options.Value.DefaultRegion, cancellationToken);
        return changed.IsOk ? await FindAsync(id, find, cancellationToken) : changed.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, DeleteContact delete, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return Problems.NotFound("contact");
        }

        var deleted = await delete.RunAsync(guid, cancellationToken);
        return deleted.IsOk ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }
}

/// <summary>What is said about a person. What is absent stays, null clears.</summary>
internal sealed record ContactChange
{
    public Optional<string?> Name { get; init; }

    /// <summary>In any form.</summary>
    public Optional<string?> PhoneNumber { get; init; }

    /// <summary>Where a number without a country code is dialled from; null takes the tenant's region.</summary>
    public string? Region { get; init; }

    public Optional<string?> Email { get; init; }

    /// <summary>Texts, numbers, true or false by names of your own. Those named are set, those with null go, the others stay.</summary>
    public Optional<Dictionary<string, JsonElement>?> Attributes { get; init; }

    public ContactFields ToFields() => new()
    {
        Name = Name,
        PhoneNumber = PhoneNumber,
        Region = Region,
        Email = Email,
        Attributes = Attributes.IsGiven ? new(Attributes.Value?.GroupBy(a => Clean(a.Key)).ToDictionary(g => g.Key, g => TextOf(g.Last().Value))) : default,
    };

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Clean(WholeText(value)),
        _ => value.GetRawText(),
    };

    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static string WholeText(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new BadHttpRequestException("An attribute has half a character in it.");
        }
    }
}
