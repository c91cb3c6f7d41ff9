// How a FakeEvolution decides: the instance first, then the key, then the mode, then the state of the phone.
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Omni.Tests.Support;

public sealed partial class FakeEvolution
{
    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var call = await ReadAsync(context.Request, cancellationToken);
        var isMessage = call.Path.StartsWith("/message/", StringComparison.Ordinal);
        var instance = isMessage || call.Path.StartsWith("/chat/", StringComparison.Ordinal)
            ? _instances.Adopt(call.Instance ?? "")
            : _instances.Find(call.Instance ?? "");
        var refusal = Refuse(call, instance);
        var mode = FakeEvolutionMode.Answer;
        if (refusal is null)
        {
            mode = Override?.Invoke(call) ?? (isMessage ? Mode : FakeEvolutionMode.Answer);
            refusal = Refuse(call, mode) ?? (call.IsSend ? RefuseSend(call, instance!) : null);
        }

        if (refusal is null && call.IsSend && mode != FakeEvolutionMode.Hang)
        {
            call = call with { MessageId = FakeEvolutionMessages.NewId() };
        }

        _calls.Add(call);
        if (mode == FakeEvolutionMode.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        // Made now, so that what was asked has happened even when nobody waits for the answer.
        var (status, body) = refusal ?? Do(call, instance, context.Request);
        if (call.MessageId is not null && Echo is not null)
        {
            _ = EchoAsync(call.Instance!, body!.DeepClone());
        }

        if (isMessage)
        {
            await Task.Delay(Delay, cancellationToken);
        }

        if (mode == FakeEvolutionMode.TakeAndHang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        if (mode == FakeEvolutionMode.LoseAnswer)
        {
            context.Abort();
            return;
        }

        if (status == 429)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await FakeServer.WriteAsync(context.Response, status, body, cancellationToken);
    }

    private static async Task<FakeCall> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var path = request.Path.Value!;
        var call = new FakeCall
        {
            Method = request.Method,
            Path = path,
            Instance = path.Split('/') is ["", _, _, var name] ? name : null,
            ApiKey = request.Headers["apikey"],
            Body = (await FakeServer.ReadAsync(request, cancellationToken)).Json,
            At = TimeProvider.System.GetUtcNow(),
        };
        return path == "/instance/create" ? call with { Instance = call.Read("instanceName") } : call;
    }

    private (int Status, JsonNode? Body)? Refuse(FakeCall call, FakeEvolutionInstance? instance)
    {
        if (instance is null && call.Path.Split('/') is ["", _, _, var name])
        {
            return (404, FakeEvolutionMessages.Error(404, "Not Found", new JsonArray($"The \"{name}\" instance does not exist")));
        }

        var isOwnKey = call.ApiKey is not null && call.ApiKey == instance?.Token && call.Path != "/instance/create";
        return call.ApiKey == Key || isOwnKey ? null : (401, FakeEvolutionMessages.Error(401, "Unauthorized", "Unauthorized"));
    }

    private static (int Status, JsonNode? Body)? Refuse(FakeCall call, FakeEvolutionMode mode) => mode switch
    {
        FakeEvolutionMode.NotOnWhatsApp => (400, FakeEvolutionMessages.NotOnWhatsApp(call.Number)),
        FakeEvolutionMode.Error500 => (500, FakeEvolutionMessages.Error(500, "Internal Server Error", "Connection Closed")),
        FakeEvolutionMode.TooManyRequests => (429, FakeEvolutionMessages.Error(429, "Too Many Requests", new JsonArray("Too many requests"))),
        _ => null,
    };

    private static (int Status, JsonNode? Body)? RefuseSend(FakeCall call, FakeEvolutionInstance instance) => (instance.State, call.Text) switch
    {
        (_, null) when call.Kind == "sendText" => (400, FakeEvolutionMessages.Error(400, "Bad Request", new JsonArray(new JsonArray("instance requires property \"text\"")))),
        ("close", _) => (500, FakeEvolutionMessages.Error(500, "Internal Server Error", "Cannot read properties of undefined (reading 'onWhatsApp')")),
        ("connecting", _) => (500, FakeEvolutionMessages.Error(500, "Internal Server Error", "Connection Closed")),
        (_, var text) when call.Kind == "sendText" && string.IsNullOrWhiteSpace(text) => (400, FakeEvolutionMessages.Error(400, "Bad Request", new JsonArray("Text is required"))),
        _ => null,
    };

    private (int Status, JsonNode? Body) Do(FakeCall call, FakeEvolutionInstance? instance, HttpRequest request) =>
        (call.Method, string.Join('/', call.Path.Split('/').Take(3))) switch
        {
            ("POST", "/message/sendText") => (201, FakeEvolutionMessages.Text(call, instance!.Id)),
            ("POST", "/message/sendMedia" or "/message/sendWhatsAppAudio" or "/message/sendSticker" or "/message/sendLocation" or "/message/sendContact" or "/message/sendReaction")
                => (201, FakeEvolutionMessages.OtherThanText(call, instance!.Id)),
            ("POST", "/chat/updateMessage") => (200, FakeEvolutionMessages.Changed(call, "MESSAGE_EDIT")),
            ("DELETE", "/chat/deleteMessageForEveryone") => (201, FakeEvolutionMessages.Changed(call, "REVOKE")),
            ("POST", "/chat/sendPresence") => (201, new JsonObject { ["presence"] = call.Read("presence") }),
            ("POST", "/instance/create") => _instances.Create(call),
            ("GET", "/instance/fetchInstances") => _instances.List(request.Query),
            ("GET", "/instance/connectionState") => (200, instance!.Status()),
            ("GET", "/instance/connect") => FakeEvolutionInstances.Connect(instance!, request.Query),
            ("POST", "/instance/restart") => FakeEvolutionInstances.Restart(instance!),
            ("DELETE", "/instance/logout") => FakeEvolutionInstances.Logout(instance!),
            ("DELETE", "/instance/delete") => _instances.Delete(instance!),
            ("POST", "/webhook/set") => FakeEvolutionInstances.SetWebhook(instance!, call),
            ("GET", "/webhook/find") => (200, instance!.WebhookRow()),
            _ => (404, FakeEvolutionMessages.Error(404, "Not Found", new JsonArray($"Cannot {call.Method} {call.Path}"))),
        };

    private async Task EchoAsync(string instance, JsonNode message)
    {
        try
        {
            using var _ = await EmitAsync(instance, "send.message", message);
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody listens any more: Evolution would shrug too.
        }
    }
}
