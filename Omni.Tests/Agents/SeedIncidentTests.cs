// The incident that began it (seed 000): two tenants know the same customer, and what one's agent sends must never be the other's.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class SeedIncidentTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "96179374241";

    [Fact]
    public async Task An_image_and_a_place_stay_in_the_tenant_whose_agent_was_asked_whatever_the_call_names()
    {
        await using var astro = await BeginAsync();
        await using var ecla = await BeginAsync();
        var before = await RowsAsync(ecla);
        var (mine, theirs) = (await ConversationAsync(astro), await ConversationAsync(ecla));
        using var tool = Caller(astro);
        tool.DefaultRequestHeaders.Add("X-Omni-Tenant", ecla.Tenant.Slug);
        object Lies(object content)
        {
            var body = JsonSerializer.SerializeToNode(content)!.AsObject();
            (body["instance"], body["to"], body["phone_number"], body["user_id"]) = (ecla.InstanceName, $"+{Customer}", "9613451652", theirs.ContactId.ToString());
            (body["conversation_id"], body["contact_id"], body["tenant_id"], body["tenant"]) = (theirs.Id.ToString(), theirs.ContactId.ToString(), ecla.Tenant.Id.ToString(), ecla.Tenant.Slug);
            return body;
        }

        using var image = await tool.PostAsJsonAsync("/api/v1/tools/send-image?wait=true", Lies(new { base64 = "AAEC", mime_type = "image/png", caption = "Our catalogue" }));
        using var place = await tool.PostAsJsonAsync("/api/v1/tools/send-location?wait=true", Lies(new { latitude = 33.89, longitude = 35.5, name = "Astro Souks" }));

        foreach (var (sent, kind) in new[] { (await image.ReadAsync(HttpStatusCode.OK), "image"), (await place.ReadAsync(HttpStatusCode.OK), "location") })
        {
            Assert.Equal(
                ("sent", kind, "tool", astro.InstanceName, mine.Id, mine.ContactId),
                (sent.GetProperty("status").GetString(), sent.GetProperty("kind").GetString(), sent.GetProperty("source").GetString(), sent.GetProperty("instance_name").GetString(),
                    sent.GetProperty("conversation_id").GetGuid(), sent.GetProperty("contact_id").GetGuid()));
        }

        var left = astro.Gateway.Accepted.Where(s => s.Kind is "sendMedia" or "sendLocation").ToList();
        Assert.Equal([("sendMedia", Customer, astro.Gateway.Key), ("sendLocation", Customer, astro.Gateway.Key)], left.Select(s => (s.Kind, s.Number, s.ApiKey)));
        Assert.All(left, s => Assert.Equal($"wa-of-{astro.Tenant.Slug}", s.Instance));
        Assert.DoesNotContain(ecla.Gateway.Sends, s => s.Kind is "sendMedia" or "sendLocation");
        Assert.Equal(before, await RowsAsync(ecla));
    }

    [Fact]
    public async Task A_token_is_good_for_an_hour_and_says_so_afterwards()
    {
        await using var astro = await BeginAsync();
        using var tool = Caller(astro);
        app.Clock.Advance(TimeSpan.FromMinutes(61));

        try
        {
            using var late = await tool.PostAsJsonAsync("/api/v1/tools/send-image", new { base64 = "AAEC", mime_type = "image/png" });
            Assert.Contains("expired", (await late.ReadAsync(HttpStatusCode.Unauthorized)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            app.Clock.Advance(-TimeSpan.FromMinutes(61));
        }

        Assert.Equal(2, (await astro.MessagesAsync()).Count);
        using var again = await tool.PostAsJsonAsync("/api/v1/tools/send-text", new { text = "In time" });
        await again.ReadAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Another_tenants_key_finds_neither_instance_nor_conversation()
    {
        await using var astro = await BeginAsync();
        await using var ecla = await BeginAsync();
        var (mine, theirs) = (await RowsAsync(astro), await RowsAsync(ecla));
        using var stranger = ecla.Api();

        using var image = await stranger.PostAsJsonAsync("/api/v1/tools/send-image", new { base64 = "AAEC", mime_type = "image/png", instance = astro.InstanceName, to = $"+{Customer}" });
        using var nobodys = await stranger.PostAsJsonAsync("/api/v1/tools/send-image", new { base64 = "AAEC", mime_type = "image/png", instance = "never-was", to = $"+{Customer}" });
        using var handing = await stranger.PostAsJsonAsync("/api/v1/tools/handoff", new { conversation_id = (await ConversationAsync(astro)).Id });

        Assert.Equal((await nobodys.ReadAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString(), (await image.ReadAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString());
        await handing.ReadAsync(HttpStatusCode.NotFound);
        Assert.Equal((mine, theirs), (await RowsAsync(astro), await RowsAsync(ecla)));
    }

    [Fact]
    public async Task A_token_ends_with_its_agent()
    {
        await using var astro = await BeginAsync();
        using var tool = Caller(astro);
        using var api = astro.Api();
        (await api.DeleteAsync("/api/v1/agents/assistant?force=true")).EnsureSuccessStatusCode();

        foreach (var path in new[] { "send-text", "handoff" })
        {
            using var refused = await tool.PostAsJsonAsync($"/api/v1/tools/{path}", new { text = "Still here", reason = "Still here" });
            Assert.Contains("was deleted", (await refused.ReadAsync(HttpStatusCode.Forbidden)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await astro.MessagesAsync()).Count);
    }

    [Fact]
    public async Task A_token_follows_its_conversation_into_the_one_that_it_was_merged_into()
    {
        await using var astro = await BeginAsync();
        var merged = await ConversationAsync(astro);
        using var tool = Caller(astro);
        (await astro.ReceiveAsync("OTHER", "9613451652", "It is me, too")).EnsureSuccessStatusCode();
        await astro.WaitForMessagesAsync(m => m.Count == 4 && m.TrueForAll(x => x.Status is MessageStatus.Received or MessageStatus.Sent));
        var stays = await astro.ReadAsync(db => db.Conversations.SingleAsync(c => c.Id != merged.Id));
        using var api = astro.Api();
        using var merging = await api.PostAsJsonAsync($"/api/v1/conversations/{merged.Id}/merge", new { into = stays.Id });
        await merging.ReadAsync(HttpStatusCode.OK);

        using var sent = await tool.PostAsJsonAsync("/api/v1/tools/send-text?wait=true", new { text = "One thread now" });

        var message = await sent.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("sent", stays.Id), (message.GetProperty("status").GetString(), message.GetProperty("conversation_id").GetGuid()));
    }

    [Fact]
    public async Task A_number_that_two_people_answer_to_is_refused_with_the_choices()
    {
        await using var astro = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = astro.Api();

        // Dialled in the United States, and as a whole number in Denmark.
        foreach (var (name, number) in new[] { ("Kim", "+14582345678"), ("Lars", "+4582345678") })
        {
            using var made = await api.PostAsJsonAsync("/api/v1/contacts", new { name, phone_number = number });
            await made.ReadAsync(HttpStatusCode.Created);
        }

        using var unclear = await SendAsync("4582345678");
        var choices = (await unclear.ReadAsync(HttpStatusCode.Conflict)).GetProperty("choices").EnumerateArray().ToList();
        using var handing = await api.PostAsJsonAsync("/api/v1/tools/handoff", new { to = "4582345678" });
        await handing.ReadAsync(HttpStatusCode.Conflict);
        Assert.Empty(await astro.MessagesAsync());
        using var clear = await SendAsync(choices[1].GetProperty("phone_number").GetString()!);

        Assert.Equal([("+14582345678", "Kim"), ("+4582345678", "Lars")], choices.Select(c => (c.GetProperty("phone_number").GetString(), c.GetProperty("name").GetString())));
        Assert.Equal(choices[1].GetProperty("contact_id").GetGuid(), (await clear.ReadAsync(HttpStatusCode.OK)).GetProperty("contact_id").GetGuid());
        Assert.Equal("4582345678", Assert.Single(astro.Gateway.Sends).Number);

        Task<HttpResponseMessage> SendAsync(string to) => api.PostAsJsonAsync("/api/v1/tools/send-text?wait=true", new { text = "Hello", instance = astro.InstanceName, to });
    }

    private async Task<TestTenant> BeginAsync()
    {
        var tenant = await TestTenant.CreateAsync(app);
        (await tenant.ReceiveAsync("ASK", Customer, "Do you have a catalogue?")).EnsureSuccessStatusCode();
        await tenant.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        return tenant;
    }

    // With the token that its agent was really given.
    private HttpClient Caller(TestTenant tenant)
    {
        var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tenant.Agent.Calls[0].Body.GetProperty("context").GetProperty("context_token").GetString());
        return http;
    }

    private static Task<Conversation> ConversationAsync(TestTenant tenant) => tenant.ReadAsync(db => db.Conversations.AsNoTracking().SingleAsync());

    private static async Task<(int Messages, int Files, int Conversations, int Contacts, int Identities, int Activities, int Payloads)> RowsAsync(TestTenant tenant) => await tenant.ReadAsync(async db => (
        await db.Messages.CountAsync(), await db.Attachments.CountAsync(), await db.Conversations.CountAsync(), await db.Contacts.CountAsync(), await db.ContactIdentities.CountAsync(),
        await db.Activities.CountAsync(), await db.TracePayloads.CountAsync()));
}
