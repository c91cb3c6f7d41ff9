// Every kind of message that people and programs send: as Evolution was recorded taking it, and as it stands on record.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery;

public sealed class KindsTests(SharedApp app)
{
    private const string Customer = "5511988887777";
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData("send-media", """{"media_type":"document","media_url":"http://127.0.0.1:9099/media/a.pdf"}""", "sendMedia",
        """{"number":"5511988887777","mediatype":"document","mimetype":"application/pdf","media":"http://127.0.0.1:9099/media/a.pdf","fileName":"a.pdf"}""")]
    [InlineData("send-media", """{"media_type":"image","media_base64":"data:image/png;base64,AAEC","caption":"foto","file_name":"a.png"}""", "sendMedia",
        """{"number":"5511988887777","mediatype":"image","mimetype":"image/png","media":"AAEC","fileName":"a.png","caption":"foto"}""")]
    [InlineData("send-audio", """{"audio_base64":"T2dnUw=="}""", "sendWhatsAppAudio", """{"number":"5511988887777","audio":"T2dnUw==","encoding":true}""")]
    [InlineData("send-sticker", """{"media_base64":"AAEC"}""", "sendSticker", """{"number":"5511988887777","sticker":"AAEC"}""")]
    [InlineData("send-location", """{"latitude":-23.56,"longitude":-46.65,"name":"Escritório","address":"Av. Paulista"}""", "sendLocation",
        """{"number":"5511988887777","name":"Escritório","address":"Av. Paulista","latitude":-23.56,"longitude":-46.65}""")]
    [InlineData("send-contact", """{"contacts":[{"full_name":"Ana","phone_number":"+5511977776666"}]}""", "sendContact",
        """{"number":"5511988887777","contact":[{"fullName":"Ana","wuid":"5511977776666","phoneNumber":"+5511977776666"}]}""")]
    [InlineData("send-text", """{"text":"oi @ana","mentioned":["+5511977776666"],"mentions_everyone":true}""", "sendText",
        """{"number":"5511988887777","text":"oi @ana","mentionsEveryOne":true,"mentioned":["5511977776666"]}""")]
    public async Task It_goes_out_as_Evolution_takes_it_and_stands_on_record(string path, string body, string call, string expected)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);

        var sent = await SendAsync(acme, path, body);

        Assert.Equal("sent", sent.GetProperty("status").GetString());
        var send = Assert.Single(acme.Gateway.Sends);
        Assert.Equal((call, send.MessageId), (send.Kind, sent.GetProperty("provider_message_id").GetString()));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(send.Body.GetRawText())), send.Body.GetRawText());
        using var api = acme.Api();
        var listed = (await api.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{sent.GetProperty("conversation_id").GetString()}/messages")).GetProperty("items")[0];
        Assert.Equal(sent.GetProperty("id").GetString(), listed.GetProperty("id").GetString());
        Assert.Equal(listed.GetProperty("kind").GetString() is "image" or "document" or "audio" or "sticker" ? 1 : 0, listed.GetProperty("attachments").GetArrayLength());
        Assert.Equal(path == "send-location", listed.GetProperty("location").ValueKind is JsonValueKind.Object);
    }

    [Fact]
    public async Task What_is_refused_begins_no_thread()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        using var answer = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = $"+{Customer}", text = "As I said", reply_to = Guid.NewGuid() });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(0, await acme.ReadAsync(db => db.Conversations.CountAsync()));
        Assert.Equal(0, await acme.ReadAsync(db => db.Contacts.CountAsync()));
    }

    [Fact]
    public async Task A_file_that_was_handed_over_is_read_by_its_tenant_and_by_nobody_else()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        var sent = await SendAsync(acme, "send-media", $$"""{"media_type":"image","media_base64":"{{Pixel}}"}""");
        var attachment = Assert.Single(sent.GetProperty("attachments").EnumerateArray());
        var url = attachment.GetProperty("url").GetString()!;

        using var own = acme.Api();
        using var file = await own.GetAsync(url);
        Assert.Equal((HttpStatusCode.OK, "nosniff"), (file.StatusCode, file.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Equal(Convert.FromBase64String(Pixel), await file.Content.ReadAsByteArrayAsync());
        Assert.Equal(Convert.FromBase64String(Pixel).Length, attachment.GetProperty("size").GetInt32());

        using var strangers = bolt.Api();
        Assert.Equal(HttpStatusCode.NotFound, (await strangers.GetAsync(url)).StatusCode);
        using var nobody = app.Http();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_page_that_somebody_sends_as_a_file_is_never_shown_as_a_page()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var sent = await SendAsync(acme, "send-media", """{"media_type":"document","media_base64":"PGgxPg==","mime_type":"text/html","file_name":"a.html"}""");

        using var api = acme.Api();
        using var file = await api.GetAsync(sent.GetProperty("attachments")[0].GetProperty("url").GetString());

        Assert.Equal("application/octet-stream", file.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
    }

    [Fact]
    public async Task A_reaction_names_the_message_and_whose_it_is_and_silences_nobody()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.ReceiveAsync("3AAA0000000000000002", Customer, "Oi")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        var inbound = (await acme.MessagesAsync())[0];

        var sent = await SendAsync(acme, "send-reaction", $$"""{"message_id":"{{inbound.Id}}","reaction":"👍"}""");

        Assert.Equal("sent", sent.GetProperty("status").GetString());
        var call = acme.Gateway.Sends[^1];
        var recorded = Recording.Load("674-sendReaction").Request;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(recorded.GetRawText()), JsonNode.Parse(call.Body.GetRawText())), call.Body.GetRawText());
        Assert.True((await acme.ReadAsync(db => db.Conversations.SingleAsync())).BotEnabled);
    }

    [Fact]
    public async Task A_member_answers_a_message_by_the_way_it_came()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var second = $"{acme.Tenant.Slug}-second";
        using var made = await api.PostAsJsonAsync(
            "/api/v1/instances", new { name = second, channel_type = "whatsapp", evolution_url = acme.Gateway.Url, evolution_key = acme.Gateway.Key, webhook_auth = "none" });
        await made.ReadAsync(HttpStatusCode.Created);
        (await acme.ReceiveAsync("3AAA0000000000000001", Customer, "to the first")).EnsureSuccessStatusCode();
        using var content = new ReadOnlyMemoryContent(Webhooks.Text("3AAA0000000000000002", Customer, "to the second")) { Headers = { ContentType = new("application/json") } };
        (await api.PostAsync($"/webhook/evolution/{second}", content)).EnsureSuccessStatusCode();

        foreach (var inbound in await acme.MessagesAsync())
        {
            var wanted = new NewMessage
            {
                ConversationId = inbound.ConversationId,
                Content = new() { Text = $"re: {inbound.Text}", ReplyTo = inbound.Id.ToString() },
                Source = MessageSource.Member,
                FollowsQuoted = true,
            };
            await using var scope = app.Enter(acme.Tenant);
            Assert.Null((await scope.ServiceProvider.GetRequiredService<QueueMessage>().RunAsync(wanted, default)).Error);
        }

        await acme.WaitForMessagesAsync(m => m.Count(x => x.Status is MessageStatus.Sent) == 2);
        Assert.Equal([($"wa-of-{acme.Tenant.Slug}", "re: to the first"), (second, "re: to the second")], acme.Gateway.Sends.Select(s => (s.Instance, s.Text)));
    }

    [Fact]
    public async Task Retry_sends_the_same_row_with_its_file_and_quote_once()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.ReceiveAsync("3AAA0000000000000002", Customer, "Oi")).EnsureSuccessStatusCode();
        acme.Gateway.Mode = FakeEvolutionMode.NotOnWhatsApp;
        var failed = await SendAsync(acme, "send-media", """{"media_type":"image","media_base64":"AAEC","caption":"foto","reply_to":"3AAA0000000000000002"}""");
        Assert.Equal(("failed", "This number is not on WhatsApp."), (failed.GetProperty("status").GetString(), failed.GetProperty("error").GetString()));
        var asked = (await acme.MessagesAsync())[0];
        await Eventually.ReadAsync(() => WaitingSinceAsync(acme), since => since == (asked.SentAt < asked.CreatedAt ? asked.SentAt : asked.CreatedAt), since => $"{since:O}");

        acme.Gateway.Mode = FakeEvolutionMode.Answer;
        using var api = acme.Api();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.PostAsync($"/api/v1/messages/{failed.GetProperty("id").GetString()}/retry", null)));
        Assert.Equal(1, answers.Count(a => a.StatusCode is HttpStatusCode.Accepted));
        Assert.Equal(4, answers.Count(a => a.StatusCode is HttpStatusCode.Conflict));

        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Null(await WaitingSinceAsync(acme));
        var call = Assert.Single(acme.Gateway.Accepted);
        Assert.Equal(("AAEC", "foto"), (call.Read("media"), call.Read("caption")));
        Assert.Equal("3AAA0000000000000002", call.Body.GetProperty("quoted").GetProperty("key").GetProperty("id").GetString());
        Assert.Equal("Oi", call.Body.GetProperty("quoted").GetProperty("message").GetProperty("conversation").GetString());
    }

    private static Task<DateTimeOffset?> WaitingSinceAsync(TestTenant acme) => acme.ReadAsync(db => db.Conversations.Select(c => c.WaitingSince).SingleAsync());

    [Theory]
    [InlineData("send-media", """{"media_type":"image"}""", "media_url")]
    [InlineData("send-media", """{"media_type":"banana","media_url":"https://example.com/a.png"}""", "media_type")]
    [InlineData("send-media", """{"media_base64":"no base64!"}""", "media_base64")]
    [InlineData("send-media", """{"media_url":"file:///etc/passwd"}""", "media_url")]
    [InlineData("send-media", "{\"media_url\":\"http://\u200b.com/a.png\"}", "media_url")]
    [InlineData("send-media", """{"media_url":"http://a；b.com/a.png"}""", "media_url")]
    [InlineData("send-location", """{"latitude":91,"longitude":0}""", "latitude")]
    [InlineData("send-location", """{}""", "longitude")]
    [InlineData("send-contact", """{"contacts":[]}""", "contacts")]
    [InlineData("send-reaction", """{"message_id":"X","reaction":"ok"}""", "reaction")]
    [InlineData("send-reaction", """{"reaction":"👍"}""", "message_id")]
    [InlineData("send-contact", """{"contacts":[null]}""", "contacts")]
    [InlineData("send-text", """{"text":"x","mentioned":[null]}""", "mentioned")]
    public async Task What_cannot_be_sent_is_refused_by_its_field_and_no_row_is_made(string path, string body, string field)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        var json = JsonNode.Parse(body)!.AsObject();
        json["to"] = $"+{Customer}";
        using var answer = await api.PostAsync($"/api/v1/instances/{acme.InstanceName}/{path}", Body(json.ToJsonString()));

        Assert.True((await answer.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(field, out _));
        Assert.Empty(await acme.MessagesAsync());
    }

    [Fact]
    public async Task What_no_database_takes_is_left_out_of_places_and_cards()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);

        var sent = await SendAsync(acme, "send-location", """{"latitude":1,"longitude":2,"name":"a\u0000b"}""");

        Assert.Equal(("sent", "ab"), (sent.GetProperty("status").GetString(), sent.GetProperty("location").GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_long_text_leaves_in_pieces_some_tenths_of_a_second_apart_unless_the_caller_wants_it_whole()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var (one, two) = (new string('a', 700), new string('b', 700));

        await SendAsync(acme, "send-text", JsonSerializer.Serialize(new { text = $"{one}\n\n{two}", enable_auto_split = false }));
        await SendAsync(acme, "send-text", JsonSerializer.Serialize(new { text = $"{one}\n\n{two}" }));

        await acme.Gateway.WaitForSendsAsync(3);
        Assert.Equal([$"{one}\n\n{two}", one, two], acme.Gateway.Sends.Select(s => s.Text));
        Assert.InRange(acme.Gateway.Sends[2].At - acme.Gateway.Sends[1].At, TimeSpan.FromMilliseconds(290), TimeSpan.FromSeconds(20));
        Assert.Equal(3, (await acme.WaitForMessagesAsync(m => m.All(x => x.Status is MessageStatus.Sent))).Count);
    }

    [Fact]
    public async Task While_an_agent_thinks_the_customer_sees_that_somebody_writes()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Mode = FakeAgentMode.Hang;

        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        var call = (await acme.Gateway.WaitForCallsAsync(c => c.Path.StartsWith("/chat/sendPresence/", StringComparison.Ordinal), 1))[0];
        Assert.Equal((Customer, "composing"), (call.Number, call.Read("presence")));
        acme.Agent.Mode = FakeAgentMode.Answer;
        acme.Agent.Release();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
    }

    private static async Task<JsonElement> SendAsync(TestTenant tenant, string path, string body)
    {
        using var api = tenant.Api();
        var json = JsonNode.Parse(body)!.AsObject();
        json["to"] = $"+{Customer}";
        using var answer = await api.PostAsync($"/api/v1/instances/{tenant.InstanceName}/{path}?wait=true", Body(json.ToJsonString()));
        return await answer.ReadAsync(HttpStatusCode.OK);
    }

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
