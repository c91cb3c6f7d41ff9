// Nothing leaves but by the one road: rows are sent by Delivery alone, and whoever opens a connection of their own is listed with a reason.
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Net.WebSockets;
using Omni.Core.Channels;
using Omni.Core.Channels.WhatsApp;
using Omni.Core.Delivery;

namespace Omni.Tests.Architecture;

public sealed class OneRoadOut
{
    // What can reach another machine by itself. Clients of IHttpClientFactory are counted where they are asked for.
    private static readonly Type[] Connections =
    [
        typeof(HttpMessageInvoker), typeof(HttpClient), typeof(SocketsHttpHandler), typeof(HttpClientHandler), typeof(WebRequest), typeof(Socket), typeof(TcpClient), typeof(UdpClient),
        typeof(ClientWebSocket), typeof(SmtpClient),
    ];

    // Each with its reason.
    private static readonly Dictionary<string, string> MayConnect = new(StringComparer.Ordinal)
    {
        ["CallService"] = "asks an agent",
        ["EvolutionAdmin"] = "connects and looks after instances; CallGateway takes no message",
        ["OutboundClients"] = "makes the clients that obey the outbound rule",
        ["OutboundConnect"] = "opens their sockets",
        ["PostDelivery"] = "tells subscribers what happened; it cannot reach a customer",
        ["WhatsAppChannel"] = "is the channel",
    };

    [Fact]
    public void Only_delivery_sends()
    {
        var senders = Call.All.Where(c => c.To.Name == nameof(IChannel.SendAsync) && c.To.DeclaringType!.IsAssignableTo(typeof(IChannel))).Select(c => c.From).Distinct();

        Assert.Equal([typeof(SendDueMessages)], senders);
    }

    [Fact]
    public void Only_delivery_says_what_is_to_be_sent()
    {
        var writers = Call.All.Where(c => c.To.IsConstructor && c.To.DeclaringType == typeof(OutboundMessage) && c.From != typeof(OutboundMessage)).Select(c => c.From).Distinct();

        Assert.Equal([typeof(PrepareSend)], writers);
    }

    [Fact]
    public void What_speaks_to_a_gateway_about_messages_is_used_by_its_channel_alone()
    {
        var users = Call.All.Where(c => c.To.IsConstructor && c.To.DeclaringType == typeof(Core.Channels.WhatsApp.TellGateway)).Select(c => c.From).Distinct();

        Assert.Equal([typeof(WhatsAppChannel)], users);
    }

    [Fact]
    public void Whoever_connects_to_another_machine_is_known()
    {
        var connecting = Call.All
            .Where(c => (c.To.IsConstructor && Connections.Contains(c.To.DeclaringType)) || c.To.Name == nameof(IHttpClientFactory.CreateClient))
            .Select(c => c.From.Name)
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(MayConnect.Keys.Order(StringComparer.Ordinal), connecting);
    }
}
