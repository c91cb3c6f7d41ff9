using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Tests.Support;
using static Omni.Tests.Channels.WhatsApp.Webhooks;

namespace Omni.Tests.Channels.WhatsApp;

public sealed class ReadEventsTests
{
    private const string Acked = "3EB0AE3322F0D0B12D6A47";
    private const string Business = "wamid.JRB7cVT2PlDgXhL7IDYLKVPdWTc=";

    [Theory]
    [InlineData("693-ack-2", Acked, MessageStatus.Sent)]
    [InlineData("693-ack-3", Acked, MessageStatus.Delivered)]
    [InlineData("693-ack-4", Acked, MessageStatus.Read)]
    [InlineData("693-ack-5", Acked, MessageStatus.Played)]
    [InlineData("694-ack-4-again", Acked, MessageStatus.Read)]
    [InlineData("695-ack-with-lid-jid", Acked, MessageStatus.Delivered)]
    [InlineData("697-ack-error-0", Acked, MessageStatus.Failed)]
    [InlineData("360-meta-status-sent", Business, MessageStatus.Sent)]
    [InlineData("361-meta-status-delivered", Business, MessageStatus.Delivered)]
    [InlineData("362-meta-status-read", Business, MessageStatus.Read)]
    [InlineData("363-meta-status-failed", Business, MessageStatus.Failed)]
    public void A_receipt_names_the_message_and_its_status(string recording, string id, MessageStatus status)
    {
        var receipt = ReadOne<ReceiptReceived>(recording, "messages.update");
        Assert.Equal((id, status), (receipt.ProviderMessageId, receipt.Status));
    }

    [Theory]
    [InlineData("693-ack-3", IdentityKind.Phone, "+5511988887777")]
    [InlineData("695-ack-with-lid-jid", IdentityKind.Lid, "111111111111111")]
    public void A_receipt_names_its_person_by_an_address(string recording, IdentityKind kind, string value) =>
        Assert.Equal(new ChannelAddress(ChannelType.WhatsApp, kind, value), ReadOne<ReceiptReceived>(recording, "messages.update").Address);

    [Fact]
    public void A_call_names_who_rings()
    {
        var call = ReadOne<CallReceived>("709-call", "call");
        Assert.Equal(("CALL1", "111111111111111@lid", false), (call.CallId, call.ReplyAddress, call.IsVideo));
        Assert.Equal([new ChannelAddress(ChannelType.WhatsApp, IdentityKind.Lid, "111111111111111")], call.Addresses);
    }

    [Theory]
    [InlineData("""{"key":{"id":"A"},"status":"read"}""", true)]
    [InlineData("""{"keyId":"A","status":"PENDING"}""", false)]
    [InlineData("""{"keyId":"A","status":4}""", false)]
    [InlineData("""{"status":"READ"}""", false)]
    public void Only_known_statuses_of_named_messages_are_receipts(string data, bool counts) =>
        Assert.Equal(counts ? 1 : 0, Read($$"""{"event":"messages.update","data":{{data}}}""").Count);

    [Theory]
    [InlineData("630-in-edited", "Oi, tudo bem? (editado)")]
    [InlineData("631-in-protocol-edit-direct", "segunda edição")]
    public void An_edit_carries_the_new_text(string recording, string text) =>
        Assert.Equal(new MessageEdited("3AAA0000000000000001", text), ReadOne<MessageEdited>(recording, "messages.edited"));

    [Theory]
    [InlineData("""{"editedMessage":{"message":{"protocolMessage":{"key":{"id":"B"},"type":"MESSAGE_EDIT","editedMessage":{"conversation":"new"}}}}}""")]
    [InlineData("""{"protocolMessage":{"key":{"id":"B"},"type":14,"editedMessage":{"imageMessage":{"caption":"new"}}}}""")]
    public void An_edit_inside_a_message_is_an_edit(string content) =>
        Assert.Equal([new MessageEdited("B", "new")], Read($$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{{content}}}"""));

    [Fact]
    public void A_revoke_is_a_deletion_in_every_form()
    {
        Assert.Equal(new MessageDeleted("3AAA0000000000000001"), ReadOne<MessageDeleted>("632-in-revoke-as-protocolMessage", "messages.edited"));
        Assert.Equal(new MessageDeleted("3EB031C2F9F97BCFEDE9F2"), ReadOne<MessageDeleted>("689-deleteMessageForEveryone", "messages.delete"));
        Assert.Equal([new MessageDeleted("A")], Read(
            """{"event":"messages.delete","data":{"remoteJid":"5511988887777@s.whatsapp.net","fromMe":false,"id":"A","status":"DELETED"}}"""));
        Assert.Equal([new MessageDeleted("B")], Read(
            """{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"protocolMessage":{"key":{"id":"B"},"type":"REVOKE"}}}"""));
    }

    [Fact]
    public void A_timer_setting_is_no_edit() => Assert.Empty(Read(Recording.Load("634-in-ephemeral-setting").Webhook("messages.edited").Body));

    [Fact]
    public void The_address_book_gives_names_and_not_numbers_as_names()
    {
        var contacts = Read(Recording.Load("700-contacts.upsert").Webhook("contacts.upsert").Body);
        var seen = Assert.IsType<ContactSeen>(Assert.Single(contacts));

        Assert.Equal("Maria da Agenda", seen.Name);
        Assert.Equal([Phone("+5511988887777")], seen.Addresses);
    }

    [Fact]
    public void A_chat_gives_its_name() => Assert.Equal("Novo", ReadOne<ContactSeen>("702-chats.upsert", "chats.upsert").Name);

    [Fact]
    public void A_group_gives_its_subject_and_the_pairs_of_its_members()
    {
        var seen = Read(Recording.Load("706-groups.upsert").Webhook("groups.upsert").Body).Cast<ContactSeen>().ToList();

        Assert.Equal("Grupo Teste", seen[0].Name);
        Assert.Equal([Group("120363000000000001@g.us")], seen[0].Addresses);
        Assert.Equal([Phone("+5511988887777"), Lid("111111111111111")], seen[1].Addresses);
    }

    [Fact]
    public void Who_joins_a_group_teaches_a_pair()
    {
        var seen = ReadOne<ContactSeen>("708-group-participants.update", "group-participants.update");

        Assert.Equal([Phone("+5511988887777"), Lid("111111111111111")], seen.Addresses);
        Assert.Null(seen.Name);
    }

    [Fact]
    public void An_open_connection_tells_the_own_number() =>
        Assert.Equal(
            new ConnectionChanged(ConnectionState.Connected, null, "+5511900000009"),
            ReadOne<ConnectionChanged>("721-open-again", "connection.update"));

    [Theory]
    [InlineData("508-sendText-while-connecting", "connection.update", ConnectionState.Connecting, null)]
    [InlineData("734-logout-open", "connection.update", ConnectionState.Disconnected, "The device was logged out on the phone.")]
    [InlineData("734-logout-open", "status.instance", ConnectionState.Disconnected, "The device was logged out on the phone.")]
    [InlineData("734-logout-open", "logout.instance", ConnectionState.Disconnected, "Logged out.")]
    [InlineData("730-qr-3-limit-3", "qrcode.updated", ConnectionState.Error, "The QR code was not scanned in time. Ask for a new one.")]
    [InlineData("730-qr-3-limit-3", "connection.update", ConnectionState.Error, "The QR code was not scanned in time. Ask for a new one.")]
    public void The_connection_is_told_with_its_reason(string recording, string webhook, ConnectionState state, string? detail)
    {
        var changed = ReadOne<ConnectionChanged>(recording, webhook);

        Assert.Equal((state, detail), (changed.State, changed.Detail));
    }

    [Fact]
    public void A_code_to_scan_is_told_with_the_code_to_type()
    {
        var both = ReadOne<CodeShown>("810-qr-with-number-gives-pairing-code", "qrcode.updated");

        Assert.Equal("ABCD1234", both.PairingCode);
        Assert.StartsWith("data:image/png;base64,iVBOR", both.QrCode, StringComparison.Ordinal);
        Assert.Null(ReadOne<CodeShown>("v236-601-qr", "qrcode.updated").PairingCode);
    }

    [Theory]
    [InlineData("""{"base64":"javascript:alert(1)","code":"2@x"}""", null, null)]
    [InlineData("""{"base64":"data:image/svg+xml;base64,AAAA"}""", null, null)]
    [InlineData("""{"base64":"AAAA","pairingCode":"<b>"}""", "data:image/png;base64,AAAA", null)]
    [InlineData("""{"pairingCode":"ABCD-1234"}""", null, "ABCD-1234")]
    public void Only_a_picture_is_shown_as_one(string code, string? picture, string? typed) =>
        Assert.Equal([new CodeShown(picture, typed)], Read($$$"""{"event":"qrcode.updated","data":{"qrcode":{{{code}}}}}"""));

    [Fact]
    public void Somebody_who_writes_is_told()
    {
        var seen = ReadOne<ActivitySeen>("705-presence.update", "presence.update");

        Assert.Equal(TypingActivity.Typing, seen.Activity);
        Assert.Equal([Phone("+5511988887777")], seen.Addresses);
    }

    [Theory]
    [InlineData("111111111111111@lid", """{"5511988887777@s.whatsapp.net":{"lastKnownPresence":"recording"}}""", TypingActivity.Recording, "+5511988887777 111111111111111")]
    [InlineData("111111111111111@lid", """{"5511900000009@s.whatsapp.net":{"lastKnownPresence":"composing"}}""", null, "")]
    [InlineData("111111111111111@lid", """{"111111111111111@lid":{"lastKnownPresence":"paused"}}""", TypingActivity.Paused, "111111111111111")]
    [InlineData("5511988887777@s.whatsapp.net", """{"5511988887777@s.whatsapp.net":{"lastKnownPresence":"dreaming"}}""", null, "")]
    [InlineData(
        "120363000000000001@g.us", """{"111111111111111@lid":{"lastKnownPresence":"available"},"222222222222222@lid":{"lastKnownPresence":"composing"}}""",
        TypingActivity.Typing, "120363000000000001@g.us")]
    public void Presence_names_the_thread_and_teaches_only_what_it_says(string chat, string presences, TypingActivity? activity, string addresses)
    {
        var events = Read($$$"""{"event":"presence.update","sender":"5511900000009@s.whatsapp.net","data":{"id":"{{{chat}}}","presences":{{{presences}}}}}""");
        var seen = events.Cast<ActivitySeen>().SingleOrDefault();

        Assert.Equal((activity, addresses), (seen?.Activity, string.Join(' ', (seen?.Addresses ?? []).Select(a => a.Value))));
    }

    [Theory]
    [InlineData("""{"id":"CALL2","from":"5511988887777@s.whatsapp.net"}""")]
    [InlineData("""{"id":"CALL2","from":"5511988887777@s.whatsapp.net","status":"timeout"}""")]
    public void A_call_is_told_whatever_it_says_of_its_state(string call) =>
        Assert.Equal("CALL2", Assert.IsType<CallReceived>(Assert.Single(Read($$"""{"event":"call","data":{{call}}}"""))).CallId);

    [Theory]
    [InlineData("v236-704-chats.delete", "chats.delete")]
    [InlineData("300-create-business", "instance.create")]
    [InlineData("v236-688-updateMessage", "send.message.update")]
    public void Other_events_give_nothing(string recording, string webhook) =>
        Assert.Empty(Read(Recording.Load(recording).Webhook(webhook).Body));
}
