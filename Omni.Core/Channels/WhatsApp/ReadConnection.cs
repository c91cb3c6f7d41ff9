// connection.update, status.instance and logout.instance: whether the phone is linked.
using System.Globalization;
using System.Text.Json;
using Omni.Core.Contacts;
using Omni.Core.Instances;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadConnection
{
    public static IEnumerable<InboundEvent> State(JsonElement item)
    {
        ConnectionState? state = (item.At("state").Text() ?? item.At("status").Text())?.ToLowerInvariant() switch
        {
            "open" => ConnectionState.Connected,
            "connecting" => ConnectionState.Connecting,
            "close" or "closed" => ConnectionState.Disconnected,
            "refused" => ConnectionState.Error,
            _ => null,
        };
        if (state is null)
        {
            return [];
        }

        var reason = item.At("statusReason").Number() ?? item.At("disconnectionReasonCode").Number();
        var own = Jid.Parse(item.At("wuid")) is { Address: { Kind: IdentityKind.Phone } phone } ? phone.Value : null;
        return [new ConnectionChanged(state.Value, Explain(state.Value, reason), own)];
    }

    public static IEnumerable<InboundEvent> LoggedOut() => [new ConnectionChanged(ConnectionState.Disconnected, "Logged out.", null)];

    // The codes are those of Baileys' DisconnectReason; 200 stands for none.
    private static string? Explain(ConnectionState state, double? reason) => (state, reason) switch
    {
        (ConnectionState.Connected or ConnectionState.Connecting, _) => null,
        (ConnectionState.Error, null or 200 or 428) => "The QR code was not scanned in time. Ask for a new one.",
        (_, null or 200) => null,
        (_, 401) => "The device was logged out on the phone.",
        (_, 403) => "WhatsApp has blocked this number.",
        (_, 440) => "Another session took over the connection.",
        (_, { } code) => string.Create(CultureInfo.InvariantCulture, $"The connection was closed (code {code:F0})."),
    };
}
