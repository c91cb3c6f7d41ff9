// connection.update, qrcode.updated, status.instance and logout.instance: whether the phone is linked, and by which code it can be.
using System.Globalization;
using System.Text.Json;
using Omni.Core.Contacts;
using Omni.Core.Instances;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadConnection
{
    private const string NotScanned = "The QR code was not scanned in time. Ask for a new one.";

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

    /// <summary>A new code, or that no other will come because nobody scanned one.</summary>
    public static IEnumerable<InboundEvent> Code(JsonElement item)
    {
        var code = item.At("qrcode");
        var (picture, typed) = ReadCode.From(code);

        return code.At("base64").Text() is not null || code.At("code").Text() is not null || typed is not null ? [new CodeShown(picture, typed)]
            : item.At("statusCode").Number() is >= 400 ? [new ConnectionChanged(ConnectionState.Error, NotScanned, null)]
            : [];
    }

    public static IEnumerable<InboundEvent> LoggedOut() => [new ConnectionChanged(ConnectionState.Disconnected, "Logged out.", null)];

    // The codes are those of Baileys' DisconnectReason; 200 stands for none.
    private static string? Explain(ConnectionState state, double? reason) => (state, reason) switch
    {
        (ConnectionState.Connected or ConnectionState.Connecting, _) => null,
        (ConnectionState.Error, null or 200 or 428) => NotScanned,
        (_, null or 200) => null,
        (_, 401) => "The device was logged out on the phone.",
        (_, 403) => "WhatsApp has blocked this number.",
        (_, 440) => "Another session took over the connection.",
        (_, { } code) => string.Create(CultureInfo.InvariantCulture, $"The connection was closed (code {code:F0})."),
    };
}
