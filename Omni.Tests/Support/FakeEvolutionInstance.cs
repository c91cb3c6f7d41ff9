// One instance inside a FakeEvolution: its state, its webhook and the rows that show it.
using System.Text.Json.Nodes;

namespace Omni.Tests.Support;

internal sealed class FakeEvolutionInstance
{
    private const string Png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private volatile string _state = "close";
    private volatile JsonObject? _webhook;

    public string Id { get; } = Guid.NewGuid().ToString();

    public required string Name { get; init; }

    public DateTimeOffset Since { get; } = TimeProvider.System.GetUtcNow();

    public string Integration { get; init; } = "WHATSAPP-BAILEYS";

    public string Token { get; init; } = Guid.NewGuid().ToString().ToUpperInvariant();

    /// <summary>open, connecting or close.</summary>
    public string State { get => _state; set => _state = value; }

    public FakeWebhook? Webhook => _webhook is { } row && (bool)row["enabled"]!
        ? new((string)row["url"]!, (row["headers"] as JsonObject ?? []).ToDictionary(header => header.Key, header => (string)header.Value!))
        : null;

    public JsonNode? WebhookRow() => _webhook?.DeepClone();

    /// <summary>What is left out stays as it was.</summary>
    public JsonNode SetWebhook(JsonObject webhook, DateTimeOffset at)
    {
        var before = _webhook;
        var enabled = webhook["enabled"]?.GetValue<bool>() ?? true;
        JsonNode? Pick(string given, string kept, JsonNode? otherwise) => (webhook[given] ?? before?[kept])?.DeepClone() ?? otherwise;
        var row = new JsonObject
        {
            ["id"] = before?["id"]?.DeepClone() ?? $"cmwp{Id.Replace("-", "", StringComparison.Ordinal)[..21]}",
            ["url"] = Pick("url", "url", ""),
            ["headers"] = Pick("headers", "headers", null),
            ["enabled"] = enabled,
            ["events"] = enabled ? Pick("events", "events", new JsonArray()) : new JsonArray(),
            ["webhookByEvents"] = Pick("byEvents", "webhookByEvents", false),
            ["webhookBase64"] = Pick("base64", "webhookBase64", false),
            ["createdAt"] = before?["createdAt"]?.DeepClone() ?? FakeEvolutionMessages.Time(at),
            ["updatedAt"] = FakeEvolutionMessages.Time(at),
            ["instanceId"] = Id,
        };
        _webhook = row;
        return row.DeepClone();
    }

    public JsonObject Status() => new() { ["instance"] = new JsonObject { ["instanceName"] = Name, ["state"] = State } };

    public static JsonObject QrCode(string? pairingCode) => new()
    {
        ["pairingCode"] = pairingCode,
        ["code"] = "2@fake,fake,fake,fake",
        ["base64"] = Png,
        ["count"] = 1,
    };

    public JsonNode Created(bool qr)
    {
        var created = JsonNode.Parse("""
            {
              "instance":{"instanceName":null,"instanceId":null,"integration":null,"webhookWaBusiness":null,"accessTokenWaBusiness":"","status":null},
              "hash":null,"webhook":null,"websocket":{},"rabbitmq":{},"nats":{},"sqs":{},"settings":null
            }
            """)!;
        created["instance"]!["instanceName"] = Name;
        created["instance"]!["instanceId"] = Id;
        created["instance"]!["integration"] = Integration;
        created["instance"]!["status"] = State;
        created["hash"] = Token;
        created["webhook"] = CreatedWebhook();
        created["settings"] = Settings();
        if (qr && Integration == "WHATSAPP-BAILEYS")
        {
            created["qrcode"] = new JsonObject { ["count"] = 0 };
        }

        return created;
    }

    public JsonNode Row()
    {
        var row = JsonNode.Parse("""
            {
              "id":null,"name":null,"connectionStatus":null,"ownerJid":null,"profileName":null,"profilePicUrl":null,"integration":null,"number":null,"businessId":null,
              "token":null,"clientName":"evolution","disconnectionReasonCode":null,"disconnectionObject":null,"disconnectionAt":null,"createdAt":null,"updatedAt":null,
              "Chatwoot":null,"Proxy":null,"Rabbitmq":null,"Nats":null,"Sqs":null,"Websocket":null,"Setting":null,"_count":{"Message":0,"Contact":0,"Chat":0}
            }
            """)!;
        row["id"] = Id;
        row["name"] = Name;
        row["connectionStatus"] = State;
        row["ownerJid"] = State == "open" ? "5511900000009@s.whatsapp.net" : null;
        row["profileName"] = State == "open" ? "Loja Teste" : null;
        row["integration"] = Integration;
        row["token"] = Token;
        row["createdAt"] = row["updatedAt"] = FakeEvolutionMessages.Time(Since);
        row["Setting"] = Settings();
        return row;
    }

    private JsonObject CreatedWebhook()
    {
        if (_webhook is not { } row)
        {
            return [];
        }

        var webhook = new JsonObject { ["webhookUrl"] = row["url"]?.DeepClone() };
        if (row["headers"] is { } headers)
        {
            webhook["webhookHeaders"] = headers.DeepClone();
        }

        webhook["webhookByEvents"] = row["webhookByEvents"]?.DeepClone();
        webhook["webhookBase64"] = row["webhookBase64"]?.DeepClone();
        return webhook;
    }

    private static JsonNode Settings() => JsonNode.Parse("""
        {"rejectCall":false,"msgCall":"","groupsIgnore":false,"alwaysOnline":false,"readMessages":false,"readStatus":false,"syncFullHistory":false,"wavoipToken":""}
        """)!;
}
