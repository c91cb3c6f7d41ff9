using Omni.Core.Contacts;

namespace Omni.Core.Channels.WhatsApp;

/// <summary>WhatsApp by way of an Evolution API gateway, versions 2.1 to 2.4, with any of its three integrations.</summary>
public sealed class WhatsAppChannel(IHttpClientFactory clients) : IChannel
{
    public ChannelType Type => ChannelType.WhatsApp;

    /// <inheritdoc/>
    /// <remarks>Evolution takes no id from the caller, so a repeated send arrives twice.</remarks>
    public bool IsRepeatable => false;

    public bool IsAuthentic(WebhookRequest request, ChannelConnection connection, DateTimeOffset now) =>
        ProveWebhook.IsAuthentic(request, connection, now);

    public IReadOnlyList<InboundEvent> Read(WebhookRequest request, DateTimeOffset now)
    {
        var envelope = Envelope.Open(request);
        return [.. envelope.Items.SelectMany(item => envelope.Event switch
        {
            "messages.upsert" => ReadMessages.Live(item, envelope.Own, now),
            "messages.set" => ReadMessages.History(item, envelope.Own, now),
            "send.message" => ReadMessages.Echo(item, now),
            "messages.update" => ReadChanges.Receipt(item),
            "messages.edited" => ReadChanges.Edited(item),
            "messages.delete" => ReadChanges.Deleted(item),
            "connection.update" or "status.instance" => ReadConnection.State(item),
            "call" => ReadCalls.Call(item, now),
            "logout.instance" => ReadConnection.LoggedOut(),
            "group.participants.update" => ReadContacts.Participants(item),
            var name when name.StartsWith("contacts.", StringComparison.Ordinal) => ReadContacts.Contact(item),
            var name when name.StartsWith("chats.", StringComparison.Ordinal) => ReadContacts.Contact(item),
            var name when name.StartsWith("groups.", StringComparison.Ordinal) => ReadContacts.Group(item),
            _ => [],
        })];
    }

    public Task<SendResult> SendAsync(OutboundMessage message, ChannelConnection connection, CancellationToken cancellationToken) =>
        new SendText(clients.CreateClient(NamedClients.Evolution), connection).SendAsync(message, cancellationToken);
}
