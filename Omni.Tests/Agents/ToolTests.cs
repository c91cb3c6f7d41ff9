// What an agent may do beside answering (seed 000): with its turn's token only in that turn's conversation, whatever the body names.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class ToolTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task A_picture_goes_to_the_conversation_that_was_signed_and_never_to_the_one_that_the_body_names()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        await BeginAsync(acme);
        await BeginAsync(bolt);
        var strangers = await bolt.ReadAsync(db => db.Conversations.SingleAsync());
        using var tool = await CallerAsync(acme);

        using var sent = await tool.PostAsJsonAsync(
            "/api/v1/tools/send-image?wait=true",
            new { base64 = "AAEC", mime_type = "image/png", caption = "Here", instance = bolt.InstanceName, to = "+5500000000000", conversation_id = strangers.Id, tenant_id = bolt.Tenant.Id.Value });

        var message = await sent.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("sent", "tool", acme.InstanceName), (message.GetProperty("status").GetString(), message.GetProperty("source").GetString(), message.GetProperty("instance_name").GetString()));
        Assert.Equal(Customer, Assert.Single(acme.Gateway.Sends, s => s.Kind == "sendMedia").Number);
        Assert.DoesNotContain(bolt.Gateway.Sends, s => s.Kind == "sendMedia");
        Assert.Equal(2, (await bolt.MessagesAsync()).Count);
    }

    [Fact]
    public async Task The_token_opens_tools_and_nothing_else_and_a_changed_one_opens_nothing()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await BeginAsync(acme);
        using var tool = await CallerAsync(acme);

        Assert.Equal(HttpStatusCode.Unauthorized, (await tool.GetAsync("/api/v1/conversations")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await tool.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = "+5511977776666", text = "x" })).StatusCode);
        tool.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tool.DefaultRequestHeaders.Authorization!.Parameter![..^4] + "AAAA");
        Assert.Equal(HttpStatusCode.Unauthorized, (await tool.PostAsJsonAsync("/api/v1/tools/send-text", new { text = "x" })).StatusCode);
    }

    [Fact]
    public async Task Once_a_person_has_the_conversation_a_tool_says_nothing_more()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await BeginAsync(acme);
        using var tool = await CallerAsync(acme);
        using var handed = await tool.PostAsJsonAsync("/api/v1/tools/handoff", new { reason = "Wants a refund" });
        await handed.ReadAsync(HttpStatusCode.OK);

        using var late = await tool.PostAsJsonAsync("/api/v1/tools/send-text", new { text = "One more thing" });

        await late.ReadAsync(HttpStatusCode.Conflict);
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((false, ConversationStatus.Open), (conversation.BotEnabled, conversation.Status));
        Assert.Contains(await acme.ReadAsync(db => db.Activities.ToListAsync()), a => a is { Kind: ActivityKind.HandedOver, Detail: "Wants a refund" });
        Assert.Equal(2, (await acme.MessagesAsync()).Count);
    }

    [Fact]
    public async Task With_a_key_instance_and_recipient_are_needed_and_looked_up_in_its_tenant_alone()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        using var nowhere = await api.PostAsJsonAsync("/api/v1/tools/send-text", new { text = "x" });
        Assert.True((await nowhere.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("instance", out _));
        using var strangers = await api.PostAsJsonAsync("/api/v1/tools/send-text", new { text = "x", instance = bolt.InstanceName, to = $"+{Customer}" });
        await strangers.ReadAsync(HttpStatusCode.NotFound);
        using var own = await api.PostAsJsonAsync("/api/v1/tools/send-location?wait=true", new { latitude = 1.5, longitude = 2.5, instance = acme.InstanceName, to = $"+{Customer}" });
        Assert.Equal("tool", (await own.ReadAsync(HttpStatusCode.OK)).GetProperty("source").GetString());
    }

    private static async Task BeginAsync(TestTenant tenant)
    {
        (await tenant.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();
        await tenant.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
    }

    private async Task<HttpClient> CallerAsync(TestTenant tenant)
    {
        var conversation = await tenant.ReadAsync(db => db.Conversations.SingleAsync());
        var token = app.Services.GetRequiredService<ContextTokens>().Sign(
            new(tenant.Tenant.Id, tenant.Tenant.Slug, tenant.InstanceId, conversation.Id, conversation.ContactId, Guid.NewGuid()));
        var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
