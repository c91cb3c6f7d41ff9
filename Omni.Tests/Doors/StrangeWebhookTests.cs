// Webhooks that are proved and still strange: lies about where to send, broken items, broken characters, receipts from the future.
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Doors;

public sealed class StrangeWebhookTests(SharedApp app)
{
    private const string Customer = "5511988887777";
    private static readonly byte[] Open = """{"event":"connection.update","data":{"state":"open","wuid":"5511900000009@s.whatsapp.net"}}"""u8.ToArray();

    [Fact]
    public async Task What_the_body_says_of_servers_keys_senders_and_tenants_changes_nothing()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            @event = "messages.upsert",
            instance = bolt.InstanceName,
            tenant = bolt.Tenant.Slug,
            tenant_id = bolt.Tenant.Id.Value,
            sender = $"{Customer}@s.whatsapp.net",
            server_url = bolt.Gateway.Url,
            apikey = bolt.Gateway.Key,
            data = Webhooks.Item("A", Customer, "Oi"),
        });

        (await acme.PostAsync(body)).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);

        var send = Assert.Single(acme.Gateway.Sends);
        Assert.Equal((acme.Gateway.Key, $"wa-of-{acme.Tenant.Slug}", Customer), (send.ApiKey, send.Instance, send.Number));
        Assert.Empty(bolt.Gateway.Calls);
        Assert.Empty(bolt.Agent.Calls);
        Assert.Empty(await bolt.MessagesAsync());
        var kept = await acme.ReadAsync(db => db.TracePayloads.Select(p => p.Payload).ToListAsync());
        Assert.DoesNotContain(kept, p => p.Contains(bolt.Gateway.Key, StringComparison.Ordinal) || p.Contains(acme.Gateway.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Our_own_number_as_the_connection_told_it_is_no_customer()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.PostAsync(Open)).EnsureSuccessStatusCode();

        (await acme.ReceiveAsync("SELF", "5511900000009", "milk")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("OTHER", Customer, "Oi")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [{ Text: "Oi" }, { Status: MessageStatus.Sent }]);
        Assert.Single(acme.Agent.Calls);
    }

    [Fact]
    public async Task One_bad_item_does_not_stop_the_others()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var bad = new object?[] { null, 7, "text", new { key = (string?)null }, new { key = new { remoteJid = "status@broadcast", id = "S" }, message = new { conversation = "a story" } } };
        var items = new[] { Webhooks.Item("FIRST", Customer, "first") }.Concat(bad).Append(Webhooks.Item("LAST", Customer, "last"));

        using var answer = await acme.PostAsync(JsonSerializer.SerializeToUtf8Bytes(new { @event = "messages.upsert", data = new { messages = items } }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("messages").GetInt32());
        Assert.Equal(["first", "last"], (await acme.MessagesAsync()).Select(m => m.Text));
    }

    [Fact]
    public async Task A_card_made_to_be_read_for_ever_is_stored_and_so_is_what_comes_with_it()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var card = new { key = new { remoteJid = $"{Customer}@s.whatsapp.net", id = "CARD" }, message = new { contactMessage = new { displayName = "Ana", vcard = "TEL" + string.Concat(Enumerable.Repeat(";waid=1", 40)) } } };

        using var answer = await acme.PostAsync(JsonSerializer.SerializeToUtf8Bytes(new { @event = "messages.upsert", data = new object[] { card, Webhooks.Item("LAST", Customer, "last") } }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["Ana", "last"], (await acme.MessagesAsync()).Select(m => m.Text));
    }

    [Fact]
    public async Task The_event_may_stand_behind_the_instance_in_the_path()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var bare = JsonSerializer.SerializeToUtf8Bytes(new { data = Webhooks.Item("A", Customer, "Oi") });

        using var other = await acme.PostAsync(bare, suffix: "/presence-update");
        using var upsert = await acme.PostAsync(bare, suffix: "/messages-upsert");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.StatusCode, upsert.StatusCode));
        Assert.Equal("Oi", Assert.Single(await acme.MessagesAsync()).Text);
    }

    [Fact]
    public async Task Receipts_that_come_before_their_message_are_kept_and_applied()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);

        await Task.WhenAll(new[] { "READ", "DELIVERY_ACK", "READ", "SERVER_ACK" }.Select(status => acme.PostAsync(Webhooks.Receipt("TYPED", status))));
        (await acme.PostAsync(Webhooks.Text("TYPED", Customer, "from the phone", fromMe: true))).EnsureSuccessStatusCode();

        var message = Assert.Single(await acme.MessagesAsync());
        Assert.Equal((MessageDirection.Outbound, MessageStatus.Read), (message.Direction, message.Status));
        Assert.Equal(0, await acme.ReadAsync(db => db.EarlyReceipts.CountAsync()));
    }

    [Theory]
    [InlineData("a NUL", """a\u0000b""", "ab")]
    [InlineData("half a pair", """a\ud83db""", "a\uFFFDb")]
    [InlineData("the other half", """a\ude00b""", "a\uFFFDb")]
    [InlineData("words that look like a NUL", """a\\u0000b""", """a\u0000b""")]
    public async Task Broken_characters_do_not_lose_a_message(string what, string written, string stored)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        var body = $$$"""
            {"event":"messages.upsert","instance":"{{{written}}}","instance":"twice: {{{what}}}","date_time":"{{{written}}}",
             "data":{"key":{"remoteJid":"{{{Customer}}}@s.whatsapp.net","fromMe":false,"id":"A"},"pushName":"{{{written}}}","message":{"conversation":"{{{written}}}"},"messageTimestamp":1763650000}}
            """;

        using var answer = await acme.PostAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Equal((stored, stored), (messages[0].Text, messages[0].AuthorName));
        Assert.Equal($"Answer to: {stored}", Assert.Single(acme.Gateway.Sends).Text);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_between_two_characters()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var text = "a" + string.Concat(Enumerable.Repeat("😀", 50_000));

        using var answer = await acme.PostAsync(Webhooks.Text("LONG", Customer, text, name: text));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(text[..(Message.MaxTextLength - 1)], Assert.Single(await acme.MessagesAsync()).Text);
        Assert.Equal(text[..199], await acme.ReadAsync(db => db.Contacts.Select(c => c.Name).SingleAsync()));
    }

    [Fact]
    public async Task A_reaction_to_an_impossible_id_is_stored_without_it()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var item = new { key = new { remoteJid = $"{Customer}@s.whatsapp.net", id = "R" }, message = new { reactionMessage = new { key = new { id = new string('x', 300) }, text = "👍" } } };

        using var answer = await acme.PostAsync(JsonSerializer.SerializeToUtf8Bytes(new { @event = "messages.upsert", data = item }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(Assert.Single(await acme.MessagesAsync()).QuotedProviderId);
    }
}
