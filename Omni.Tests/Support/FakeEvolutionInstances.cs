// The instances of a FakeEvolution and its answers under /instance and /webhook.
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Omni.Tests.Support;

internal sealed class FakeEvolutionInstances
{
    private readonly ConcurrentDictionary<string, FakeEvolutionInstance> _instances = new();

    public FakeEvolutionInstance? Find(string name) => _instances.GetValueOrDefault(name);

    public FakeEvolutionInstance Adopt(string name) => _instances.GetOrAdd(name, new FakeEvolutionInstance { Name = name, State = "open" });

    public FakeEvolutionInstance Put(string name, string state)
    {
        var instance = _instances.GetOrAdd(name, new FakeEvolutionInstance { Name = name, State = state });
        instance.State = state;
        return instance;
    }

    public (int Status, JsonNode? Body) Create(FakeCall call)
    {
        var integration = call.Read("integration");
        if (integration is not ("WHATSAPP-BAILEYS" or "WHATSAPP-BUSINESS" or "EVOLUTION"))
        {
            return (400, FakeEvolutionMessages.Error(400, "Bad Request", new JsonArray("Invalid integration")));
        }

        var name = call.Instance ?? "undefined";
        var qr = call.Read("qrcode") == "True";
        var instance = new FakeEvolutionInstance
        {
            Name = name,
            Integration = integration,
            Token = call.Read("token") is { Length: > 0 } token ? token : Guid.NewGuid().ToString().ToUpperInvariant(),
            State = integration != "WHATSAPP-BAILEYS" ? "open" : qr ? "connecting" : "close",
        };
        if (!_instances.TryAdd(name, instance))
        {
            return (403, FakeEvolutionMessages.Error(403, "Forbidden", new JsonArray($"This name \"{name}\" is already in use.")));
        }

        if (call.Body.TryGetProperty("webhook", out var webhook))
        {
            instance.SetWebhook(JsonObject.Create(webhook)!, call.At);
        }

        return (201, instance.Created(qr));
    }

    public (int Status, JsonNode? Body) List(IQueryCollection query)
    {
        var (name, id) = ((string?)query["instanceName"], (string?)query["instanceId"]);
        var found = _instances.Values.Where(instance => (name is null || instance.Name == name) && (id is null || instance.Id == id)).ToList();
        return found is [] && (name ?? id) is { } missing
            ? (404, FakeEvolutionMessages.Error(404, "Not Found", new JsonArray($"Instance \"{missing}\" not found")))
            : (200, new JsonArray([.. found.Select(instance => instance.Row())]));
    }

    public static (int Status, JsonNode? Body) Connect(FakeEvolutionInstance instance, IQueryCollection query)
    {
        switch (instance.State)
        {
            case "open":
                return (200, instance.Status());
            case "close":
                // The first call only starts it; the code comes with the next one or by qrcode.updated.
                instance.State = "connecting";
                return (200, new JsonObject { ["count"] = 0 });
            default:
                return (200, FakeEvolutionInstance.QrCode(query.ContainsKey("number") ? "WZYEH1YY" : null));
        }
    }

    public static (int Status, JsonNode? Body) Restart(FakeEvolutionInstance instance) =>
        (200, instance.State == "open" ? instance.Status() : new JsonObject { ["error"] = true, ["message"] = "[object Object]" });

    public static (int Status, JsonNode? Body) Logout(FakeEvolutionInstance instance)
    {
        if (instance.State == "close")
        {
            return (400, FakeEvolutionMessages.Error(400, "Bad Request", new JsonArray($"The \"{instance.Name}\" instance is not connected")));
        }

        instance.State = "close";
        return (200, Success("Instance logged out"));
    }

    public (int Status, JsonNode? Body) Delete(FakeEvolutionInstance instance)
    {
        _instances.TryRemove(instance.Name, out _);
        return (200, Success("Instance deleted"));
    }

    public static (int Status, JsonNode? Body) SetWebhook(FakeEvolutionInstance instance, FakeCall call)
    {
        if (call.Body.ValueKind != JsonValueKind.Object || !call.Body.TryGetProperty("webhook", out var webhook))
        {
            return (400, FakeEvolutionMessages.Error(400, "Bad Request", new JsonArray(new JsonArray("instance requires property \"webhook\""))));
        }

        return (201, instance.SetWebhook(JsonObject.Create(webhook)!, call.At));
    }

    private static JsonObject Success(string message) =>
        new() { ["status"] = "SUCCESS", ["error"] = false, ["response"] = new JsonObject { ["message"] = message } };
}
