// Changing, taking back, deciding: what the customer sees and what stands on record stay the same.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery;

public sealed class ChangeSentTests(SharedApp app)
{
    [Fact]
    public async Task A_sent_text_is_changed_at_the_channel_and_then_here_and_keeps_what_it_was()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var sent = await SendAsync(api, acme, "Good mourning");

        using var answer = await api.PatchAsJsonAsync($"/api/v1/messages/{sent.GetProperty("id").GetString()}", new { text = "Good morning" });

        var changed = await answer.ReadAsync(HttpStatusCode.OK);
        Assert.Equal("Good morning", changed.GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.String, changed.GetProperty("edited_at").ValueKind);
        var call = Assert.Single(acme.Gateway.Calls, c => c.Path.StartsWith("/chat/updateMessage/", StringComparison.Ordinal));
        Assert.Equal(("5511988887777", "Good morning"), (call.Number, call.Text));
        Assert.Equal(sent.GetProperty("provider_message_id").GetString(), call.Body.GetProperty("key").GetProperty("id").GetString());
        Assert.Equal(["Good mourning"], Assert.Single(await acme.MessagesAsync()).EarlierTexts);
    }

    [Fact]
    public async Task A_sent_message_is_deleted_as_it_was_recorded_and_leaves_a_tombstone()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var sent = await SendAsync(api, acme, "Oops");

        using var answer = await api.DeleteAsync($"/api/v1/messages/{sent.GetProperty("id").GetString()}");

        var deleted = await answer.ReadAsync(HttpStatusCode.OK);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.String), (deleted.GetProperty("text").ValueKind, deleted.GetProperty("deleted_at").ValueKind));
        var call = Assert.Single(acme.Gateway.Calls, c => c.Path.StartsWith("/chat/deleteMessageForEveryone/", StringComparison.Ordinal));
        var recorded = JsonNode.Parse(Recording.Load("689-deleteMessageForEveryone").Request.GetRawText())!;
        recorded["id"] = sent.GetProperty("provider_message_id").GetString();
        Assert.True(JsonNode.DeepEquals(recorded, JsonNode.Parse(call.Body.GetRawText())), call.Body.GetRawText());
    }

    [Fact]
    public async Task What_the_channel_refuses_stays_as_it_was_and_the_caller_hears_of_it()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var sent = await SendAsync(api, acme, "Hello");
        acme.Gateway.Override = call => call.Path.StartsWith("/chat/", StringComparison.Ordinal) ? FakeEvolutionMode.Error500 : null;

        using var answer = await api.DeleteAsync($"/api/v1/messages/{sent.GetProperty("id").GetString()}");

        await answer.ReadAsync(HttpStatusCode.BadGateway);
        Assert.Null(Assert.Single(await acme.MessagesAsync()).DeletedAt);
    }

    [Fact]
    public async Task A_message_that_waits_is_cancelled_and_never_leaves()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        using var paused = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { sending_paused = true });
        using var queued = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = "+5511988887777", text = "Wait" });
        var id = (await queued.ReadAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString();

        using var answer = await api.DeleteAsync($"/api/v1/messages/{id}");
        Assert.Equal("cancelled", (await answer.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());

        using var resumed = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { sending_paused = false });
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.Empty(acme.Gateway.Sends);
    }

    [Fact]
    public async Task A_member_decides_what_became_of_an_unknown_one_and_a_late_echo_makes_no_second_row()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        acme.Gateway.Mode = FakeEvolutionMode.LoseAnswer;
        var lost = await SendAsync(api, acme, "Did it arrive?");
        Assert.Equal("unknown", lost.GetProperty("status").GetString());

        using var answer = await api.PostAsync($"/api/v1/messages/{lost.GetProperty("id").GetString()}/confirm", null);
        Assert.Equal("sent", (await answer.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
        using var again = await api.PostAsync($"/api/v1/messages/{lost.GetProperty("id").GetString()}/confirm", null);
        await again.ReadAsync(HttpStatusCode.Conflict);

        await acme.PostAsync(Webhooks.Text("3EB0ECHO", "5511988887777", "Did it arrive?", fromMe: true));
        var message = Assert.Single(await acme.MessagesAsync());
        Assert.Equal("3EB0ECHO", message.ProviderMessageId);
    }

    [Fact]
    public async Task An_echo_during_the_pause_before_another_try_ends_the_tries()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        acme.Gateway.Mode = FakeEvolutionMode.TooManyRequests;
        acme.Gateway.RetryAfter = TimeSpan.FromSeconds(6);
        using var queued = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = "+5511988887777", text = "Sent in spite of the answer" });
        await queued.ReadAsync(HttpStatusCode.Accepted);
        await acme.Gateway.WaitForSendsAsync(1);
        await acme.WaitForMessagesAsync(m => m is [{ Attempts: 1, Error: not null }]);

        await acme.PostAsync(Webhooks.Text("3EB0ECHO", "5511988887777", "Sent in spite of the answer", fromMe: true));

        acme.Gateway.Mode = FakeEvolutionMode.Answer;
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        Assert.Equal("3EB0ECHO", Assert.Single(await acme.MessagesAsync()).ProviderMessageId);
        Assert.Single(acme.Gateway.Sends);
    }

    [Fact]
    public async Task Messages_of_customers_and_of_other_tenants_are_not_ours_to_change()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.ReceiveAsync("IN", "5511988887777", "Oi")).EnsureSuccessStatusCode();
        var inbound = Assert.Single(await acme.MessagesAsync());
        using var own = acme.Api();
        using var strangers = bolt.Api();

        Assert.Equal(HttpStatusCode.Conflict, (await own.DeleteAsync($"/api/v1/messages/{inbound.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await own.PatchAsJsonAsync($"/api/v1/messages/{inbound.Id}", new { text = "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await strangers.DeleteAsync($"/api/v1/messages/{inbound.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await strangers.PostAsync($"/api/v1/messages/{inbound.Id}/confirm", null)).StatusCode);
    }

    private static async Task<JsonElement> SendAsync(HttpClient api, TestTenant tenant, string text)
    {
        using var answer = await api.PostAsJsonAsync($"/api/v1/instances/{tenant.InstanceName}/send-text?wait=true", new { to = "+5511988887777", text });
        return await answer.ReadAsync(HttpStatusCode.OK);
    }
}
