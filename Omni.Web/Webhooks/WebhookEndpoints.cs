// The doors for channels: find the instance, prove the sender, store, answer. No agent is waited for.
using System.Text.Json;
using Microsoft.Extensions.Options;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Intake;
using Omni.Core.Tenancy;

namespace Omni.Web.Webhooks;

internal static class WebhookEndpoints
{
    extension(WebApplicationBuilder builder)
    {
        public void AddWebhooks()
        {
            builder.Services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
            builder.Services.AddSingleton<WebhookDoor>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapWebhooks()
        {
            var hooks = routes.MapGroup("/webhook").WithTags("Webhooks").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
            hooks.MapPost("/evolution/{instance}", EvolutionAsync);
            hooks.MapPost("/evolution/{instance}/{suffix}", EvolutionAsync);
        }
    }

    private static Task<IResult> EvolutionAsync(string instance, string? suffix, HttpContext http, WebhookDoor door, CancellationToken cancellationToken)
        => door.TakeAsync(ChannelType.WhatsApp, instance, suffix, http, cancellationToken);
}

/// <summary>What all channels' doors have in common; contract, section 2.</summary>
internal sealed partial class WebhookDoor(
    InstanceDirectory directory, ChannelDirectory channels, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookDoor> logger)
{
    public async Task<IResult> TakeAsync(ChannelType type, string name, string? suffix, HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            // An instance that is switched off is closed like one that is not there.
            if (await directory.FindAsync(name, cancellationToken) is not { Open.Instance.IsActive: true } found || found.Open.Instance.Channel != type)
            {
                return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "There is no such instance.");
            }

            return await TakeAsync(found, suffix, http, cancellationToken);
        }
        catch (BadHttpRequestException bad)
        {
            return TypedResults.Problem(statusCode: bad.StatusCode, title: "The request cannot be read.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: never a 4xx, for gateways do not repeat those, and the message would be lost.
            LogNotStored(exception, name);
            http.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Nothing can be stored right now. Try again.");
        }
    }

    private async Task<IResult> TakeAsync(FoundInstance found, string? suffix, HttpContext http, CancellationToken cancellationToken)
    {
        var channel = channels.Find(found.Open.Instance.Channel)!;
        var request = new WebhookRequest(default, new HeaderLookup(http.Request.Headers), new QueryLookup(http.Request.Query), suffix);

        if (!channel.IsAuthentic(request, found.Open.Connection, clock.GetUtcNow()))
        {
            LogRefused(found.Open.Instance.Id);
            return TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "The webhook token is missing or wrong.");
        }

        if (await ReadBody.RunAsync(http.Request, options.Value.MaxBodyBytes, cancellationToken) is not { } body)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, title: $"A webhook may have {options.Value.MaxBodyBytes} bytes.");
        }

        IReadOnlyList<InboundEvent> events;

        try
        {
            events = channel.Read(request with { Body = body }, clock.GetUtcNow());
        }
        catch (JsonException)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The body is not JSON.");
        }

        http.RequestServices.GetRequiredService<TenantContext>().Enter(found.Door.Tenant, found.Door.TenantSlug);
        var intake = http.RequestServices.GetRequiredService<StoreInbound>();

        // Once begun, storing is finished even when the gateway hangs up: it would only send the same again.
        var stored = await intake.RunAsync(found.Open, events, body, CancellationToken.None);
        return TypedResults.Json(new WebhookAnswer("success", found.Open.Instance.Name, stored.TraceId, stored.Stored), WebhookJson.Default.WebhookAnswer);
    }

    [LoggerMessage(LogLevel.Warning, "Refused a webhook for instance {InstanceId}: no proof of its sender")]
    private partial void LogRefused(Guid instanceId);

    [LoggerMessage(LogLevel.Error, "A webhook for instance {Instance} could not be stored and was answered with 503")]
    private partial void LogNotStored(Exception exception, string instance);
}
