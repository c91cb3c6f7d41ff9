// What an instance's settings mean for its webhook and its history.
using System.Net;
using Microsoft.EntityFrameworkCore;
using Omni.Tests.Support;

namespace Omni.Tests.Instances;

public sealed class InstanceLifeTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replaced_token_is_refused_at_once_and_the_new_one_is_taken()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        Assert.Equal(HttpStatusCode.OK, (await acme.PostAsync("{}"u8.ToArray())).StatusCode);

        using var response = await api.PostAsync($"/api/v1/instances/{acme.InstanceName}/webhook-token", null, Cancellation);
        var token = (await response.ReadAsync(HttpStatusCode.OK)).GetProperty("webhook_token").GetString();

        Assert.Equal(HttpStatusCode.Unauthorized, (await acme.PostAsync("{}"u8.ToArray())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await acme.PostAsync("{}"u8.ToArray(), token)).StatusCode);
    }

    [Fact]
    public async Task A_deleted_instance_takes_no_webhooks_and_leaves_its_conversations_readable()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.ReceiveAsync("BEFORE", "5511988887777", "Oi")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m.Count == 2);
        using var api = acme.Api();

        using var deleted = await api.DeleteAsync($"/api/v1/instances/{acme.InstanceName}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await acme.ReceiveAsync("AFTER", "5511988887777", "Olá")).StatusCode);
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((null, acme.InstanceName), (conversation.InstanceId, conversation.InstanceName));
        Assert.Equal("Oi", (await acme.MessagesAsync())[0].Text);
    }

    [Fact]
    public async Task A_tenant_with_history_can_be_deleted()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.ReceiveAsync("ONE", "5511988887777", "Oi")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m.Count == 2);
        using var platform = app.Api();
        using var deleted = await platform.DeleteAsync($"/api/v1/tenants/{acme.Tenant.Slug}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await acme.MessagesAsync());
    }
}
