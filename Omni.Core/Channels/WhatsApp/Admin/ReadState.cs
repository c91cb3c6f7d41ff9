// Reads how an account stands from the answers of /instance/connectionState and /instance/connect.
using System.Text.Json;
using Omni.Core.Instances;
using Omni.Core.Texts;

namespace Omni.Core.Channels.WhatsApp.Admin;

internal static class ReadState
{
    private const int LongestState = 100;

    public static GatewayState From(JsonElement answer)
    {
        if (answer.At("instance") is { ValueKind: JsonValueKind.Object } instance)
        {
            return (instance.At("state").Text() ?? instance.At("status").Text()) switch
            {
                "open" => new(ConnectionState.Connected),
                "connecting" => new(ConnectionState.Connecting),
                "close" or "closed" => new(ConnectionState.Disconnected),
                var other => new(ConnectionState.Error, $"The gateway answered the state '{other?.Fit(LongestState)}'."),
            };
        }

        // /instance/connect of an account that is not signed in: a code to scan, or {"count":0} while there is none yet.
        var (picture, typed) = ReadCode.From(answer);
        return new(ConnectionState.Connecting, (picture ?? typed) is null ? "The gateway is preparing a code to scan." : GatewayState.AsksToScan, picture, typed);
    }
}
