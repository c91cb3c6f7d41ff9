// Reads how an account stands from the answers of /instance/connectionState and /instance/connect.
using System.Text.Json.Nodes;
using Omni.Core.Instances;

namespace Omni.Core.Channels.WhatsApp.Admin;

internal static class ReadState
{
    public static GatewayState From(JsonNode? json)
    {
        var answer = json as JsonObject;

        if (answer?["instance"] is JsonObject instance)
        {
            return TextOf(instance["state"] ?? instance["status"]) switch
            {
                "open" => new(ConnectionState.Connected),
                "connecting" => new(ConnectionState.Connecting),
                "close" or "closed" => new(ConnectionState.Disconnected),
                var other => new(ConnectionState.Error, $"The gateway answered the state '{other}'."),
            };
        }

        // /instance/connect of an account that is not signed in: a code to scan, or {"count":0} while there is none yet.
        return new(
            ConnectionState.Connecting,
            TextOf(answer?["base64"]) is null ? "The gateway is preparing a code to scan." : "Scan the code with WhatsApp, under linked devices.",
            TextOf(answer?["base64"]),
            TextOf(answer?["pairingCode"]));
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
