using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Omni.Core.Results;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Web.Api;

/// <summary><c>/webhooks</c>: who is told what happens. They hear of the whole tenant, so a key limited to instances cannot touch them.</summary>
internal static class WebhookSubscriptionEndpoints
{
    public static void MapWebhookSubscriptions(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization(ApiPolicies.WholeTenant);

        webhooks.MapPost("/", CreateAsync).WithSummary("Subscribe an address to events; the secret that signs them is in the answer, once")
            .WithDescription("Deliveries are POSTs with X-Omni-Event, X-Omni-Delivery (the same at every attempt), X-Omni-Timestamp (Unix seconds) and X-Omni-Signature: sha256=hex(HMAC-SHA256(secret, \"{timestamp}.{body}\")). Any 2xx within ten seconds is taken as received; else it is tried again for about eleven hours. 410 switches the webhook off.");
        webhooks.MapGet("/", ListAsync).WithSummary("The tenant's webhooks, oldest first");
        webhooks.MapGet("/{id}", GetAsync).WithSummary("One webhook, its secret masked");
        webhooks.MapPatch("/{id}", ChangeAsync).WithSummary("Change address or events, pause (is_active: false) or resume; absent stays");
        webhooks.MapDelete("/{id}", DeleteAsync).WithSummary("Delete a webhook with its log; what waits is not told any more");
        webhooks.MapPost("/{id}/test", TestAsync).WithSummary("Send a ping at once, and say how it went");
        webhooks.MapGet("/{id}/deliveries", DeliveriesAsync).WithSummary("Its log of the last 30 days, newest first; ?status= takes pending, delivered or failed");
        webhooks.MapPost("/{id}/deliveries/{delivery}/retry", RetryAsync).WithSummary("Try a delivery again at once that failed or waits");
    }

    internal static async Task<Results<Created<WebhookSubscriptionAnswer>, ProblemHttpResult>> CreateAsync(
        SubscriptionFields body, CreateSubscription create, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(body, cancellationToken);
        return made.IsOk
            ? TypedResults.Created($"{ApiPaths.Root}/webhooks/{made.Value.Subscription.Id}", WebhookSubscriptionAnswer.Of(new(made.Value.Subscription, 0, null), made.Value.Secret))
            : made.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<WebhookSubscriptionAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, FindSubscriptions find, CancellationToken cancellationToken)
    {
        var page = query.Read();

        if (!page.IsOk)
        {
            return page.Error.ToProblem();
        }

        Guid id = default;

        if (page.Value.After is { } after && !Guid.TryParse(after, out id))
        {
            return Paging.BadCursor().ToProblem();
        }

        var rows = await find.ListAsync(page.Value.After is null ? null : id, page.Value.Take, cancellationToken);
        return TypedResults.Ok(Page<WebhookSubscriptionAnswer>.Of(page.Value, [.. rows.Select(r => WebhookSubscriptionAnswer.Of(r))], w => w.Id.ToString(), await find.CountAsync(cancellationToken)));
    }

    internal static async Task<Results<Ok<WebhookSubscriptionAnswer>, ProblemHttpResult>> GetAsync(string id, FindSubscriptions find, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var guid) && await find.ByIdAsync(guid, cancellationToken) is { } row ? TypedResults.Ok(WebhookSubscriptionAnswer.Of(row)) : Problems.NotFound("webhook");

    internal static async Task<Results<Ok<WebhookSubscriptionAnswer>, ProblemHttpResult>> ChangeAsync(
        string id, SubscriptionFields body, UpdateSubscription update, FindSubscriptions find, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return Problems.NotFound("webhook");
        }

        var changed = await update.RunAsync(guid, body, cancellationToken);
        return changed.IsOk ? await GetAsync(id, find, cancellationToken) : changed.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, DeleteSubscription delete, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var guid) && await delete.RunAsync(guid, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("webhook");

    internal static async Task<Results<Ok<WebhookTestAnswer>, ProblemHttpResult>> TestAsync(string id, TestSubscription test, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return Problems.NotFound("webhook");
        }

        var tested = await test.RunAsync(guid, cancellationToken);
        return tested.IsOk ? TypedResults.Ok(WebhookTestAnswer.Of(tested.Value)) : tested.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<WebhookDeliveryAnswer>>, ProblemHttpResult>> DeliveriesAsync(
        string id, [AsParameters] PageQuery query, [FromQuery(Name = "status")] string? status, FindSubscriptions find, ListDeliveries list, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid) || await find.ByIdAsync(guid, cancellationToken) is null)
        {
            return Problems.NotFound("webhook");
        }

        var page = query.Read();
        WebhookDeliveryStatus? only = status switch
        {
            "pending" => WebhookDeliveryStatus.Pending,
            "delivered" => WebhookDeliveryStatus.Delivered,
            "failed" => WebhookDeliveryStatus.Failed,
            _ => null,
        };

        if (!page.IsOk || (only is null && status is not null))
        {
            return (page.Error ?? Error.Invalid("status", "Give pending, delivered or failed.")).ToProblem();
        }

        long sequence = 0;

        if (page.Value.After is { } after && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out sequence))
        {
            return Paging.BadCursor().ToProblem();
        }

        var rows = await list.RunAsync(guid, only, page.Value.After is null ? null : sequence, page.Value.Take, cancellationToken);
        var total = await list.CountAsync(guid, only, cancellationToken);
        var answer = Page<WebhookDelivery>.Of(page.Value, rows, d => d.Sequence.ToString(CultureInfo.InvariantCulture), total);
        return TypedResults.Ok(new Page<WebhookDeliveryAnswer>([.. answer.Items.Select(WebhookDeliveryAnswer.Of)], answer.NextCursor, total));
    }

    internal static async Task<Results<Accepted<WebhookDeliveryAnswer>, ProblemHttpResult>> RetryAsync(
        string id, string delivery, RetryDelivery retry, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid) || !Guid.TryParse(delivery, out var deliveryId))
        {
            return Problems.NotFound("delivery");
        }

        var retried = await retry.RunAsync(guid, deliveryId, cancellationToken);
        return retried.IsOk ? TypedResults.Accepted($"{ApiPaths.Root}/webhooks/{guid}/deliveries", WebhookDeliveryAnswer.Of(retried.Value)) : retried.Error.ToProblem();
    }
}
