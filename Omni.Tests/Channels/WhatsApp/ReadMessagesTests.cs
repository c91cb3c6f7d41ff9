using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Channels;
using Omni.Core.Messages;
using Omni.Tests.Support;
using static Omni.Tests.Channels.WhatsApp.Webhooks;

namespace Omni.Tests.Channels.WhatsApp;

public sealed class ReadMessagesTests
{
    [Fact]
    public void A_text_gives_a_message_with_its_sender_and_time()
    {
        var message = ReadMessage("610-in-text");

        Assert.Equal("3AAA0000000000000001", message.ProviderMessageId);
        Assert.Equal("Oi, tudo bem?", message.Text);
        Assert.Equal(MessageKind.Text, message.Kind);
        Assert.Equal("Maria Silva", message.SenderName);
        Assert.Equal([Phone("+5511988887777")], message.Addresses);
        Assert.Equal("5511988887777@s.whatsapp.net", message.ReplyAddress);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1763650000), message.SentAt);
        Assert.Empty(message.Participant);
        Assert.False(message.FromMe || message.IsEcho || message.IsHistory);
    }

    [Theory]
    [InlineData("611-in-extendedText-quoted", MessageKind.Text, "respondendo https://ex.com")]
    [InlineData("627-in-ephemeral-text", MessageKind.Text, "some")]
    [InlineData("612-in-image", MessageKind.Image, "foto")]
    [InlineData("104-in-image-url", MessageKind.Image, "foto")]
    [InlineData("v237-313-meta-image", MessageKind.Image, "legenda")]
    [InlineData("628-in-viewOnceV2-image", MessageKind.Image, null)]
    [InlineData("106-in-audio", MessageKind.Audio, null)]
    [InlineData("615-in-document", MessageKind.Document, null)]
    [InlineData("616-in-documentWithCaption", MessageKind.Document, "com legenda")]
    [InlineData("619-in-contact", MessageKind.Contact, "Ana")]
    [InlineData("620-in-contactsArray", MessageKind.Contact, "2 contatos")]
    [InlineData("621-in-reaction", MessageKind.Reaction, "👍")]
    [InlineData("622-in-reaction-removed", MessageKind.Reaction, null)]
    [InlineData("623-in-buttonsResponse", MessageKind.Text, "Sim")]
    [InlineData("624-in-listResponse", MessageKind.Text, "Opção 1")]
    [InlineData("626-in-interactiveResponse", MessageKind.Text, "Sim")]
    [InlineData("321-meta-list-reply", MessageKind.Text, "Opção 1")]
    [InlineData("635-in-poll", MessageKind.Poll, "Qual?")]
    public void Every_kind_is_told_with_its_text(string recording, MessageKind kind, string? text)
    {
        var message = ReadMessage(recording);

        Assert.Equal(kind, message.Kind);
        Assert.Equal(text, message.Text);
    }

    [Theory]
    [InlineData("""{"stickerMessage":{"mimetype":"image/webp"}}""", MessageKind.Sticker, null)]
    [InlineData("""{"videoMessage":{"caption":"v"}}""", MessageKind.Video, "v")]
    [InlineData("""{"locationMessage":{"name":"Escritório","address":"Av. Paulista"}}""", MessageKind.Location, "Escritório")]
    [InlineData("""{"locationMessage":{"address":"Av. Paulista"}}""", MessageKind.Location, "Av. Paulista")]
    [InlineData("""{"templateButtonReplyMessage":{"selectedDisplayText":"Quero"}}""", MessageKind.Text, "Quero")]
    [InlineData("""{"orderMessage":{"orderTitle":"2 itens"}}""", MessageKind.Order, "2 itens")]
    [InlineData("""{"someNewMessage":{"x":1}}""", MessageKind.Unsupported, null)]
    [InlineData("""{"ephemeralMessage":{"message":{"viewOnceMessageV2Extension":{"message":{"audioMessage":{"ptt":true}}}}}}""", MessageKind.Audio, null)]
    [InlineData("""{"documentWithCaptionMessage":{"message":{"documentMessage":{"caption":"c"}}}}""", MessageKind.Document, "c")]
    [InlineData("""{"editedMessage":{"message":{"conversation":"opened"}}}""", MessageKind.Text, "opened")]
    public void Kinds_that_were_not_recorded_follow_the_protocol(string content, MessageKind kind, string? text)
    {
        var message = ReadItem($$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{{content}}}""");

        Assert.Equal(kind, message.Kind);
        Assert.Equal(text, message.Text);
    }

    [Theory]
    [InlineData("619-in-contact", "Ana:+5511977776666")]
    [InlineData("319-meta-contacts", "Ana:+5511977776666")]
    [InlineData("620-in-contactsArray", "Ana:,Bia:")]
    [InlineData("610-in-text", "")]
    public void Cards_are_told_with_names_and_numbers(string recording, string cards) =>
        Assert.Equal(cards, string.Join(',', (ReadMessage(recording).Details?.Cards ?? []).Select(c => $"{c.FullName}:{c.PhoneNumber}")));

    [Theory]
    [InlineData("FN:Ana\nTEL:+972 50-123-4567", "Ana:+972501234567")]
    [InlineData("FN;CHARSET=UTF-8:Lev\\, Ana\r\nTEL;TYPE=HOME:*100\r\nTEL;type=CELL;type=VOICE;waid=972501234567:050-123-4567", "Lev, Ana:+972501234567")]
    [InlineData("item1.TEL;waid=972501\r\n 234567:050", "+972501234567:+972501234567")]
    [InlineData("FN:Taxi\nTEL:*2700", "Taxi:*2700")]
    [InlineData("BEGIN:VCARD", null)]
    public void A_card_is_read_as_telephones_write_it(string card, string? expected)
    {
        var message = ReadItem($$$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"contactMessage":{"vcard":{{{JsonSerializer.Serialize(card)}}}}} }""");

        Assert.Equal(expected, message.Details?.Cards is [var one] ? $"{one.FullName}:{one.PhoneNumber}" : null);
    }

    [Theory]
    [InlineData("""{"locationMessage":{"degreesLatitude":-23.56,"degreesLongitude":-46.65,"name":"Escritório","address":"Av. Paulista"}}""", "Escritório", "Escritório", "Av. Paulista")]
    [InlineData("""{"locationMessage":{"degreesLatitude":"-23.56","degreesLongitude":-46.65,"name":""}}""", null, null, null)]
    [InlineData("""{"ephemeralMessage":{"message":{"liveLocationMessage":{"degreesLatitude":-23.56,"degreesLongitude":-46.65,"caption":"On my way","sequenceNumber":{"low":1,"high":0}}}}}""", "On my way", null, null)]
    public void A_place_is_told_where_it_is(string content, string? text, string? name, string? address)
    {
        var message = ReadItem($$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{{content}}}""");

        Assert.Equal((MessageKind.Location, text), (message.Kind, message.Text));
        Assert.Equal(new GeoPoint(-23.56, -46.65, name, address), message.Details?.Location);
    }

    [Theory]
    [InlineData("""{"degreesLatitude":91,"degreesLongitude":0}""")]
    [InlineData("""{"degreesLatitude":"NaN","degreesLongitude":0}""")]
    [InlineData("""{"degreesLatitude":10}""")]
    [InlineData("""{"name":"Nowhere"}""")]
    public void What_is_no_place_on_earth_is_none(string place) =>
        Assert.Null(ReadItem($$$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"locationMessage":{{{place}}}}}""").Details);

    [Theory]
    [InlineData("611-in-extendedText-quoted", "3EB0AAAAAAAAAAAAAAAA", "Olá")]
    [InlineData("623-in-buttonsResponse", "3EB0AAAAAAAAAAAAAAAA", "Olá")]
    [InlineData("312-meta-text-reply", "wamid.PREV", null)]
    [InlineData("621-in-reaction", "3EB0AAAAAAAAAAAAAAAA", null)]
    [InlineData("107-in-reaction", "IN-TEXT-1", null)]
    [InlineData("610-in-text", null, null)]
    public void What_it_answers_or_reacts_to_is_named(string recording, string? id, string? text)
    {
        var message = ReadMessage(recording);

        Assert.Equal(id, message.QuotedProviderId);
        Assert.Equal(text, message.QuotedText);
    }

    [Fact]
    public void A_quote_inside_a_wrapped_message_is_found()
    {
        var message = ReadItem("""
            {"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"ephemeralMessage":{"message":{"extendedTextMessage":
            {"text":"yes","contextInfo":{"stanzaId":"Q","quotedMessage":{"imageMessage":{"caption":"look"}}}}}}}}
            """);

        Assert.Equal(("Q", "look"), (message.QuotedProviderId, message.QuotedText));
    }

    [Fact]
    public void A_message_typed_on_the_phone_is_ours_and_keeps_our_name_out()
    {
        var message = ReadMessage("642-in-fromMe-phone");

        Assert.True(message.FromMe);
        Assert.False(message.IsEcho);
        Assert.Null(message.SenderName);
        Assert.Equal([Phone("+5511988887777")], message.Addresses);
    }

    [Theory]
    [InlineData("692-sendText-for-acks", "3EB0AE3322F0D0B12D6A47", "acks", "5511988887777@s.whatsapp.net")]
    [InlineData("200-sendText", "4465d7f4-fdfc-4778-a087-edbb33b74490", "Oi! Aqui é o suporte.", "5511988887777")]
    [InlineData("664-sendText-unknown-lid", "3EB06285EBDD9072556F5C", "para lid sem mapa", "333333333333333@lid")]
    [InlineData("665-sendText-group", "3EB0F0BF4C836723173F90", "grupo", "120363000000000001@g.us")]
    [InlineData("676-sendButtons", "3EB001CD211B4A56C961C9", "*T*\n\nD\n", "5511988887777@s.whatsapp.net")]
    [InlineData("677-sendList", "3EB02C72FE40E1F0017598", "D", "5511988887777@s.whatsapp.net")]
    public void A_send_through_the_gateway_is_an_echo(string recording, string id, string text, string reply)
    {
        var message = ReadOne<MessageReceived>(recording, "send.message");

        Assert.True(message.IsEcho && message.FromMe);
        Assert.Equal((id, text, reply), (message.ProviderMessageId, message.Text, message.ReplyAddress));
        Assert.Empty(message.Participant);
    }

    [Fact]
    public void The_echo_of_a_bare_number_is_a_phone()
    {
        Assert.Equal([Phone("+5511988887777")], ReadOne<MessageReceived>("200-sendText", "send.message").Addresses);
        Assert.Equal([Phone("+5215512345678")], ReadItem("""{"key":{"remoteJid":"+52 1 55 1234-5678","id":"A"},"message":{"conversation":"x"}}""").Addresses);
    }

    [Fact]
    public void History_is_marked_as_such()
    {
        var message = ReadOne<MessageReceived>("710-history", "messages.set");

        Assert.True(message.IsHistory);
        Assert.Equal("antiga", message.Text);
    }

    [Fact]
    public void Stories_lists_newsletters_and_nonsense_are_ignored()
    {
        string[] senders = ["status@broadcast", "123456@broadcast", "120363@newsletter", "0@s.whatsapp.net", "abc@s.whatsapp.net", "x", "@lid", "a@b@c"];

        Assert.All(senders, jid => Assert.Empty(
            Read($$$"""{"key":{"remoteJid":"{{{jid}}}","id":"A","participant":"5511988887777@s.whatsapp.net"},"message":{"conversation":"x"}}""")));
    }

    [Fact]
    public void A_note_to_oneself_is_ignored() =>
        Assert.Empty(Read("""
            {"event":"messages.upsert","sender":"5511900000009@s.whatsapp.net",
             "data":{"key":{"remoteJid":"5511900000009:3@s.whatsapp.net","fromMe":true,"id":"A"},"message":{"conversation":"milk"}}}
            """));

    [Theory]
    [InlineData("""{"key":{"remoteJid":"5511988887777@s.whatsapp.net"},"message":{"conversation":"x"}}""")]
    [InlineData("""{"key":{"id":"A"},"message":{"conversation":"x"}}""")]
    [InlineData("""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"}}""")]
    [InlineData("""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"conversation":""}}""")]
    [InlineData("""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"senderKeyDistributionMessage":{"groupId":"g"}}}""")]
    public void A_message_without_id_chat_or_content_is_skipped(string item) => Assert.Empty(Read(item));

    [Theory]
    [InlineData("1763650000", 1763650000_000)]
    [InlineData("\"1763650000\"", 1763650000_000)]
    [InlineData("1763650000123", 1763650000_123)]
    [InlineData("""{"low":1763650000,"high":0,"unsigned":true}""", 1763650000_000)]
    [InlineData("""{"low":-1581558656,"high":410,"unsigned":false}""", 1763650000_000)]
    public void Time_is_read_in_every_form(string stamp, long milliseconds) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), TimeOf(stamp));

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1e308")]
    [InlineData("\"soon\"")]
    [InlineData("\"NaN\"")]
    [InlineData("[]")]
    [InlineData("99999999999")]
    public void An_absurd_time_is_now(string stamp) => Assert.Equal(Now, TimeOf(stamp));

    [Fact]
    public void All_five_envelopes_carry_the_same_message()
    {
        var webhook = Recording.Load("610-in-text").Webhook("messages.upsert");
        var expected = JsonSerializer.Serialize(ReadMessage("610-in-text"));
        var item = webhook.Data.GetRawText();
        string[] envelopes =
        [
            $$$"""{"event":"messages.upsert","data":{"messages":[{{{item}}}]}}""",
            $$"""{"event":"messages.upsert","data":{{item}}}""",
            $$"""{"event":"MESSAGES_UPSERT","data":[{{item}}]}""",
            item,
            $$"""{"data":{{item}}}""",
            $$"""{"event":"messages.upsert","data":"{{Base64(item)}}"}""",
            $$"""{"event":"messages.upsert","data":"{{Base64($"[{item}]")}}"}""",
            $$"""{"data":"{{Base64("{\"messages\":[" + item + "]}")}}"}""",
        ];

        Assert.All(envelopes, json => Assert.Equal(expected, JsonSerializer.Serialize(Assert.IsType<MessageReceived>(Assert.Single(Read(json))))));
    }

    [Fact]
    public void The_path_names_the_event_when_the_body_does_not()
    {
        var update = """{"data":{"keyId":"A","status":"READ"}}""";

        Assert.Equal([new ReceiptReceived("A", MessageStatus.Read)], Read(update, "messages-update"));
        Assert.Empty(Read(update));
    }

    [Fact]
    public void One_bad_item_does_not_stop_the_others()
    {
        var item = JsonNode.Parse(Recording.Load("610-in-text").Webhook("messages.upsert").Data.GetRawText());
        var batch = new JsonArray(null, 5, "x", new JsonArray(), new JsonObject { ["key"] = 7 }, item);

        Assert.IsType<MessageReceived>(Assert.Single(Read(new JsonObject { ["event"] = "messages.upsert", ["data"] = batch }.ToJsonString())));
    }

    private static DateTimeOffset TimeOf(string stamp) => ReadItem(
        $$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"conversation":"x"},"messageTimestamp":{{stamp}}}""").SentAt;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
