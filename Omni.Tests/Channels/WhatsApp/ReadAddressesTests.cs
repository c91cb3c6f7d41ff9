using Omni.Core.Channels;
using static Omni.Tests.Channels.WhatsApp.Webhooks;

namespace Omni.Tests.Channels.WhatsApp;

public sealed class ReadAddressesTests
{
    [Fact]
    public void A_lid_chat_with_a_known_phone_teaches_both_and_answers_where_it_came_from()
    {
        var message = ReadMessage("v236-639-in-lid-with-alt");

        Assert.Equal([Phone("+5511988887777"), Lid("111111111111111")], message.Addresses);
        Assert.Equal("111111111111111@lid", message.ReplyAddress);
    }

    [Fact]
    public void A_phone_chat_with_a_lid_teaches_both()
    {
        var message = ReadMessage("641-in-pn-with-lid-alt");

        Assert.Equal([Phone("+5511988887777"), Lid("111111111111111")], message.Addresses);
        Assert.Equal("5511988887777@s.whatsapp.net", message.ReplyAddress);
    }

    [Fact]
    public void The_same_address_twice_is_one() => Assert.Equal([Phone("+5511988887777")], ReadMessage("639-in-lid-with-alt").Addresses);

    [Theory]
    [InlineData("640-in-lid-without-alt", "333333333333333")]
    [InlineData("109-in-lid", "123456789012345")]
    public void A_lid_alone_is_never_taken_for_a_phone(string recording, string lid) =>
        Assert.Equal([Lid(lid)], ReadMessage(recording).Addresses);

    [Fact]
    public void A_group_message_belongs_to_the_group_and_names_its_writer()
    {
        var message = ReadMessage("v236-637-in-group");

        Assert.Equal([Group("120363000000000001@g.us")], message.Addresses);
        Assert.Equal("120363000000000001@g.us", message.ReplyAddress);
        Assert.Equal([Phone("+5511988887777"), Lid("111111111111111")], message.Participant);
        Assert.Equal("Maria Silva", message.SenderName);
    }

    [Theory]
    [InlineData("""{"remoteJid":"5511988887777@s.whatsapp.net","previousRemoteJid":"111111111111111@lid","id":"A"}""", "")]
    [InlineData("""{"remoteJid":"111111111111111@lid","senderPn":"5511988887777@s.whatsapp.net","id":"A"}""", "")]
    [InlineData("""{"remoteJid":"111111111111111@lid","id":"A"}""", ",\"senderPn\":\"5511988887777:4@s.whatsapp.net\"")]
    [InlineData("""{"remoteJid":"5511988887777@c.us","id":"A"}""", ",\"senderLid\":\"111111111111111@lid\"")]
    public void Older_gateways_name_the_pair_differently(string key, string beside)
    {
        var message = ReadItem($$$"""{"key":{{{key}}},"message":{"conversation":"x"}{{{beside}}}}""");

        Assert.Equal([Phone("+5511988887777"), Lid("111111111111111")], message.Addresses);
    }

    [Fact]
    public void Beside_our_own_message_the_sender_is_not_the_partner()
    {
        var message = ReadItem("""
            {"key":{"remoteJid":"111111111111111@lid","fromMe":true,"senderPn":"5511900000009@s.whatsapp.net","senderLid":"999999999999999@lid","id":"A"},
             "message":{"conversation":"x"},"senderPn":"5511900000009@s.whatsapp.net"}
            """);

        Assert.Equal([Lid("111111111111111")], message.Addresses);
    }

    [Theory]
    [InlineData("5511988887777:12@s.whatsapp.net", "5511988887777@s.whatsapp.net")]
    [InlineData("+5511988887777@s.whatsapp.net", "5511988887777@s.whatsapp.net")]
    [InlineData("5511988887777@c.us", "5511988887777@c.us")]
    [InlineData("5511988887777", "5511988887777")]
    public void Devices_and_pluses_are_stripped(string jid, string reply)
    {
        var message = ReadItem($$$"""{"key":{"remoteJid":"{{{jid}}}","id":"A"},"message":{"conversation":"x"}}""");

        Assert.Equal([Phone("+5511988887777")], message.Addresses);
        Assert.Equal(reply, message.ReplyAddress);
    }

    [Fact]
    public void A_message_gives_its_contact_a_name_and_picture()
    {
        var contact = ReadOne<ContactSeen>("610-in-text", "contacts.upsert");

        Assert.Equal([Phone("+5511988887777")], contact.Addresses);
        Assert.Equal("Maria Silva", contact.Name);
        Assert.Equal("http://127.0.0.1:9099/media/pic-5511988887777", contact.AvatarUrl);
    }

    [Fact]
    public void The_last_speaker_does_not_name_the_group()
    {
        var contact = ReadOne<ContactSeen>("v236-637-in-group", "contacts.upsert");

        Assert.Equal([Group("120363000000000001@g.us")], contact.Addresses);
        Assert.Null(contact.Name);
    }
}
