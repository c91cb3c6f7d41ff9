// A customer writes, the agent answers, the answer leaves, receipts come back; on recorded webhooks.
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.WayThrough;

public sealed class WayThroughTests(SharedApp app)
{
    [Theory]
    [InlineData("610-in-text", "Oi, tudo bem?", "Oi, tudo bem?")]
    [InlineData("611-in-extendedText-quoted", "respondendo https://ex.com", "> Olá\nrespondendo https://ex.com")]
    [InlineData("627-in-ephemeral-text", "some", "some")]
    public async Task A_recorded_message_goes_all_the_way_through(string recording, string text, string asked)
    {
        await using var acme = await TestTenant.CreateAsync(app);

        foreach (var webhook in Recording.Load(recording).Emitted)
        {
            using var answer = await acme.PostAsync(webhook.Body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        await AssertAskedAsync(acme, asked);
        await AssertSentAsync(acme, messages[1], asked);
        Assert.Equal((text, MessageDirection.Inbound, MessageSource.Customer), (messages[0].Text, messages[0].Direction, messages[0].Source));
        await AssertThreadAsync(acme, messages);
        await AssertReceiptsClimbAsync(acme, messages[1]);
    }

    [Fact]
    public async Task What_was_typed_on_the_phone_is_ours_and_silences_the_agent()
    {
        await using var acme = await TestTenant.CreateAsync(app);

        foreach (var webhook in Recording.Load("642-in-fromMe-phone").Emitted)
        {
            (await acme.PostAsync(webhook.Body)).Dispose();
        }

        await acme.ReceiveAsync("NEXT", "5511988887777", "Obrigada!");
        var messages = await acme.WaitForMessagesAsync(m => m.Count == 2);
        Assert.Equal((MessageDirection.Outbound, MessageSource.Phone, MessageStatus.Sent, "enviado do celular"), (messages[0].Direction, messages[0].Source, messages[0].Status, messages[0].Text));
        Assert.False(messages[1].AwaitsTurn);
        Assert.False(await acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()));
        Assert.Empty(acme.Agent.Calls);
        Assert.Empty(acme.Gateway.Sends);
    }

    [Fact]
    public async Task All_five_envelopes_are_opened()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        object Message(int number) => Webhooks.Item($"ENVELOPE{number}", "5511988887777", $"text {number}");
        var inner = JsonSerializer.SerializeToUtf8Bytes(Message(5));
        object[] envelopes =
        [
            new { @event = "messages.upsert", data = new { messages = new[] { Message(1) } } },
            new { @event = "messages.upsert", data = Message(2) },
            new { @event = "messages.upsert", data = new[] { Message(3) } },
            Message(4),
            new { @event = "messages.upsert", data = Convert.ToBase64String(inner) },
        ];

        foreach (var envelope in envelopes)
        {
            using var answer = await acme.PostAsync(JsonSerializer.SerializeToUtf8Bytes(envelope));
            var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal(("success", acme.InstanceName, 1), (body.GetProperty("status").GetString(), body.GetProperty("instance").GetString(), body.GetProperty("messages").GetInt32()));
            Assert.True(body.GetProperty("trace_id").TryGetGuid(out _));
        }

        Assert.Equal(["text 1", "text 2", "text 3", "text 4", "text 5"], (await acme.MessagesAsync()).Select(m => m.Text));
        Assert.Equal(1, await acme.ReadAsync(db => db.Conversations.CountAsync()));
    }

    private static async Task AssertAskedAsync(TestTenant acme, string asked)
    {
        await acme.Agent.WaitForCallsAsync(1);
        var call = Assert.Single(acme.Agent.Calls);
        var key = $"agent-key-of-{acme.Tenant.Slug}";
        Assert.Equal(("POST", "/api/agent/chat", $"Bearer {key}", key), (call.Method, call.Path, call.Authorization, call.ApiKey));
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        var session = $"{acme.InstanceName}_5511988887777";
        var context = call.Body.GetProperty("context");
        Assert.NotEmpty(context.GetProperty("context_token").GetString()!);
        var expected = new
        {
            user_id = Core.Agents.NameUuid.Of("5511988887777"),
            session_id = Core.Agents.NameUuid.Of(session),
            session_name = session,
            message = asked,
            message_type = "text",
            session_origin = "whatsapp",
            agent_id = "default",
            user = new { phone_number = "+5511988887777", email = (string?)null, user_data = new { name = "Maria Silva" } },
            media_contents = Array.Empty<object>(),
            context = new
            {
                instance = acme.InstanceName,
                channel = "whatsapp",
                tenant = acme.Tenant.Slug,
                conversation_id = conversation.Id,
                contact_id = conversation.ContactId,
                lead_id = (Guid?)null,
                context_token = context.GetProperty("context_token").GetString(),
            },
        };
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(expected), call.Body), call.Text);
    }

    private static async Task AssertSentAsync(TestTenant acme, Message sent, string asked)
    {
        var send = Assert.Single(acme.Gateway.Sends);
        Assert.Equal((acme.Gateway.Key, $"wa-of-{acme.Tenant.Slug}", "5511988887777", $"Answer to: {asked}"), (send.ApiKey, send.Instance, send.Number, send.Text));
        Assert.Equal((send.MessageId, MessageSource.Bot, "assistant"), (sent.ProviderMessageId, sent.Source, sent.AuthorName));
        var trace = await acme.ReadAsync(db => db.MessageTraces.SingleAsync());
        Assert.Equal((TraceStatus.Completed, true, true), (trace.Status, trace.AgentSucceeded, trace.ChannelSucceeded));
        var stages = await acme.ReadAsync(db => db.TracePayloads.OrderBy(p => p.At).Select(p => p.Stage).ToListAsync());
        Assert.Equal(["agent_request", "agent_response", "channel_request", "channel_response", "webhook_received"], stages.Order());
    }

    private static async Task AssertThreadAsync(TestTenant acme, List<Message> messages)
    {
        var contact = await acme.ReadAsync(db => db.Contacts.SingleAsync());
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal(("Maria Silva", "+5511988887777"), (contact.Name, contact.PhoneNumber));
        Assert.Equal($"phone:{acme.Tenant.Slug}:+5511988887777", conversation.CanonicalKey);
        Assert.Equal((contact.Id, 1, messages[1].Id), (conversation.ContactId, conversation.UnreadCount, conversation.LastMessageId));
        Assert.All(messages, m => Assert.Equal((conversation.Id, contact.Id, acme.InstanceId), (m.ConversationId, m.ContactId, m.InstanceId)));
    }

    private static async Task AssertReceiptsClimbAsync(TestTenant acme, Message sent)
    {
        (string Receipt, MessageStatus Expected)[] receipts =
        [
            ("DELIVERY_ACK", MessageStatus.Delivered),
            ("READ", MessageStatus.Read),
            ("DELIVERY_ACK", MessageStatus.Read),
            ("SERVER_ACK", MessageStatus.Read),
            ("ERROR", MessageStatus.Read),
        ];

        foreach (var (receipt, expected) in receipts)
        {
            (await acme.PostAsync(Webhooks.Receipt(sent.ProviderMessageId!, receipt))).Dispose();
            Assert.Equal(expected, (await acme.MessagesAsync())[1].Status);
        }
    }
}
