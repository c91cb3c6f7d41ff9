using System.Text.Json;
using Microsoft.Extensions.Logging;
using Omni.Core.Contacts;
using Omni.Core.Messages;

namespace Omni.Core.Channels.WhatsApp;

/// <summary>WhatsApp by way of an Evolution API gateway, versions 2.1 to 2.4, with any of its three integrations.</summary>
public sealed partial class WhatsAppChannel(IHttpClientFactory clients, ILogger<WhatsAppChannel> logger) : IChannel
{
    private static readonly TimeSpan TypingTime = TimeSpan.FromSeconds(5);

    public ChannelType Type => ChannelType.WhatsApp;

    /// <inheritdoc/>
    /// <remarks>Evolution takes no id from the caller, so a repeated send arrives twice.</remarks>
    public bool IsRepeatable => false;

    public bool IsAuthentic(WebhookRequest request, ChannelConnection connection, DateTimeOffset now) =>
        ProveWebhook.IsAuthentic(request, connection, now);

    public IReadOnlyList<InboundEvent> Read(WebhookRequest request, DateTimeOffset now)
    {
        var envelope = Envelope.Open(request);
        return ReadEach(envelope.Items, item => envelope.Event switch
        {
            "messages.upsert" => ReadMessages.Live(item, envelope.Own, now),
            "messages.set" => ReadMessages.History(item, envelope.Own, now),
            "send.message" => ReadMessages.Echo(item, now),
            "messages.update" => ReadChanges.Receipt(item),
            "messages.edited" => ReadChanges.Edited(item),
            "messages.delete" => ReadChanges.Deleted(item),
            "connection.update" or "status.instance" => ReadConnection.State(item),
            "qrcode.updated" => ReadConnection.Code(item),
            "presence.update" => ReadActivity.Of(item, envelope.Own),
            "call" => ReadCalls.Call(item, now),
            "logout.instance" => ReadConnection.LoggedOut(),
            "group.participants.update" => ReadContacts.Participants(item),
            var name when name.StartsWith("contacts.", StringComparison.Ordinal) => ReadContacts.Contact(item),
            var name when name.StartsWith("chats.", StringComparison.Ordinal) => ReadContacts.Contact(item),
            var name when name.StartsWith("groups.", StringComparison.Ordinal) => ReadContacts.Group(item),
            _ => [],
        });
    }

    public bool Carries(MessageKind kind) => kind is not (MessageKind.Poll or MessageKind.Order or MessageKind.Unsupported);

    public Task<SendResult> SendAsync(OutboundMessage message, ChannelConnection connection, CancellationToken cancellationToken)
    {
        if (Jid.Parse(message.Address) is not { } recipient)
        {
            return Task.FromResult<SendResult>(new SendResult.Refused("The recipient is not a WhatsApp number, group or LID."));
        }

        return Gateway(connection).CallAsync(WriteSend.Of(recipient, message), cancellationToken);
    }

    public Task<SendResult> EditAsync(SentMessage message, string text, ChannelConnection connection, CancellationToken cancellationToken)
        => Gateway(connection).CallAsync(WriteChange.Edit(message, text), cancellationToken);

    public Task<SendResult> DeleteAsync(SentMessage message, ChannelConnection connection, CancellationToken cancellationToken)
        => Gateway(connection).CallAsync(WriteChange.Delete(message), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Evolution holds the request open for as long as the sign is shown, so one follows the other.</remarks>
    public async Task ShowTypingAsync(string address, ChannelConnection connection, CancellationToken cancellationToken)
    {
        if (Jid.Parse(address) is not { } recipient)
        {
            return;
        }

        var isShown = true;

        while (isShown && !cancellationToken.IsCancellationRequested)
        {
            // Some gateways answer at once: the next sign is not due before this one ends.
            var least = Task.Delay(TypingTime, CancellationToken.None);
            isShown = await Gateway(connection).TellAsync(WriteChange.Typing(recipient, TypingTime), cancellationToken);
            await least.WaitAsync(cancellationToken);
        }
    }

    // One that cannot be read would fail again with every delivery, and take what came with it along.
    internal IReadOnlyList<InboundEvent> ReadEach(IEnumerable<JsonElement> items, Func<JsonElement, IEnumerable<InboundEvent>> read)
    {
        List<InboundEvent> events = [];

        foreach (var item in items)
        {
            try
            {
                events.AddRange([.. read(item)]);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogSkipped(exception);
            }
        }

        return events;
    }

    private TellGateway Gateway(ChannelConnection connection) => new(clients.CreateClient(NamedClients.Evolution), connection);

    [LoggerMessage(LogLevel.Error, "An item of a webhook could not be read and was skipped; the others were stored")]
    private partial void LogSkipped(Exception exception);
}
