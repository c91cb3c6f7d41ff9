using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

public sealed class ConversationApiTests(SharedApp app)
{
    [Fact]
    public async Task A_conversation_and_its_messages_are_shown_as_the_contract_says()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        (await acme.ReceiveAsync("IN-1", "5511988887777", "Oi")).Dispose();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);

        var list = await ReadAsync(api, "/api/v1/conversations");
        var conversation = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal((1, JsonValueKind.Null), (list.GetProperty("total").GetInt32(), list.GetProperty("next_cursor").ValueKind));
        Assert.Equal(("pending", true, 1), (conversation.GetProperty("status").GetString(), conversation.GetProperty("bot_enabled").GetBoolean(), conversation.GetProperty("unread_count").GetInt32()));
        Assert.Equal("+5511988887777", conversation.GetProperty("contact").GetProperty("phone_number").GetString());
        Assert.Equal(
            ("whatsapp", "phone", "+5511988887777"),
            Assert.Single(conversation.GetProperty("contact").GetProperty("identities").EnumerateArray().Select(i => (i.GetProperty("channel").GetString(), i.GetProperty("kind").GetString(), i.GetProperty("value").GetString()))));
        Assert.Equal("Answer to: Oi", conversation.GetProperty("last_message").GetProperty("text").GetString());

        foreach (var (word, total) in new[] { ("1", 1), ("true", 1), ("True", 1), ("0", 0), ("false", 0) })
        {
            Assert.Equal((word, total), (word, (await ReadAsync(api, $"/api/v1/conversations?unread={word}")).GetProperty("total").GetInt32()));
        }

        var id = conversation.GetProperty("id").GetString();
        var messages = (await ReadAsync(api, $"/api/v1/conversations/{id}/messages")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal([("inbound", "customer", "received"), ("outbound", "bot", "sent")], messages.Select(m => (m.GetProperty("direction").GetString()!, m.GetProperty("source").GetString()!, m.GetProperty("status").GetString()!)));

        var trace = Assert.Single((await ReadAsync(api, $"/api/v1/traces?conversation_id={id}")).GetProperty("items").EnumerateArray());
        Assert.Equal("completed", trace.GetProperty("status").GetString());
        var payloads = (await ReadAsync(api, $"/api/v1/traces/{trace.GetProperty("trace_id").GetString()}/payloads")).GetRawText();
        Assert.DoesNotContain("745D6B1E", payloads, StringComparison.Ordinal);
        Assert.DoesNotContain(acme.Gateway.Key, payloads, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_sent_by_the_API_is_on_record_first_and_its_result_can_be_waited_for()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();

        using var sent = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text?wait=1", new { phone_number = "+55 11 98888-7777", message = "Hello", client_key = "once" });
        var answer = await sent.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.OK, "sent"), (sent.StatusCode, answer.GetProperty("status").GetString()));
        Assert.Equal(acme.Gateway.Sends[0].MessageId, answer.GetProperty("provider_message_id").GetString());

        using var again = await api.PostAsJsonAsync($"/api/v1/instance/{acme.InstanceName}/send-text", new { to = "5511988887777@s.whatsapp.net", text = "Hello", client_key = "once" });
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(answer.GetProperty("message_id").GetString(), (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message_id").GetString());
        Assert.Single(acme.Gateway.Sends);

        var byPhone = await ReadAsync(api, "/api/v1/conversations/by-phone/%2B5511988887777");
        Assert.Equal(answer.GetProperty("conversation_id").GetString(), byPhone.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_refusal_of_the_gateway_is_failed_with_words()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        acme.Gateway.Mode = FakeEvolutionMode.NotOnWhatsApp;

        using var sent = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text?wait=true", new { to = "+5511988887777", text = "Hello" });

        var answer = await sent.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("failed", "This number is not on WhatsApp."), (answer.GetProperty("status").GetString(), answer.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Messages_come_in_pages_oldest_first()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        for (var i = 0; i < 7; i++)
        {
            (await acme.ReceiveAsync($"PAGE-{i}", "5511988887777", $"text {i}")).Dispose();
        }

        var id = (await ReadAsync(api, "/api/v1/conversations")).GetProperty("items")[0].GetProperty("id").GetString();
        var texts = new List<string>();
        var cursor = "";

        do
        {
            var page = await ReadAsync(api, $"/api/v1/conversations/{id}/messages?limit=3{cursor}");
            texts.AddRange(page.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("text").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"text {i}"), texts);
        var first = (await ReadAsync(api, $"/api/v1/conversations/{id}/messages")).GetProperty("items")[5].GetProperty("id").GetString();
        Assert.Equal(["text 3", "text 4"], (await ReadAsync(api, $"/api/v1/conversations/{id}/messages?before={first}&limit=2")).GetProperty("items").EnumerateArray().Select(m => m.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task What_belongs_to_another_tenant_is_not_there()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var other = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.ReceiveAsync("IN-1", "5511988887777", "Oi")).Dispose();
        var message = Assert.Single(await acme.MessagesAsync());
        using var api = other.Api();

        foreach (var path in (string[])[$"conversations/{message.ConversationId}", $"conversations/{message.ConversationId}/messages", $"messages/{message.Id}", "conversations/by-phone/5511988887777"])
        {
            using var answer = await api.GetAsync($"/api/v1/{path}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var send = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = "+5511988887777", text = "Hello" });
        Assert.Equal(HttpStatusCode.NotFound, send.StatusCode);
        Assert.Empty(acme.Gateway.Sends);
    }

    private static async Task<JsonElement> ReadAsync(HttpClient api, string path)
    {
        using var response = await api.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
