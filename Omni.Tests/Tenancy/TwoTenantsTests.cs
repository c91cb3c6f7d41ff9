// Two businesses with the same customer, at the same time: nothing of one may be seen by the other.
using System.Net;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Tenancy;

public sealed class TwoTenantsTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task Fifty_interleaved_webhooks_of_two_tenants_with_the_same_customer_stay_apart()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        acme.Agent.Answer = question => $"acme says {question.GetProperty("message")}";
        bolt.Agent.Answer = question => $"bolt says {question.GetProperty("message")}";

        // The same ids too: a message is known within its instance only.
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => n % 2 == 0
            ? acme.ReceiveAsync($"ID{n / 2}", Customer, $"acme {n}")
            : bolt.ReceiveAsync($"ID{n / 2}", Customer, $"bolt {n}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await AssertOwnAsync(acme, "acme");
        await AssertOwnAsync(bolt, "bolt");
    }

    [Fact]
    public async Task A_token_of_one_tenant_opens_no_instance_of_another()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        await using (var scope = app.Enter(bolt.Tenant))
        {
            var sealedToken = ((Core.Secrets.SecretBox)scope.ServiceProvider.GetService(typeof(Core.Secrets.SecretBox))!).Seal("token-of-bolt-alone");
            await bolt.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.WebhookToken, sealedToken)));
        }

        using var refused = await bolt.ReceiveAsync("WRONG", Customer, "with the token of acme");
        using var taken = await bolt.PostAsync(Webhooks.Text("RIGHT", Customer, "with its own"), "token-of-bolt-alone");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.Equal("with its own", Assert.Single(await bolt.MessagesAsync(), m => m.Direction is MessageDirection.Inbound).Text);
        Assert.Empty(await acme.MessagesAsync());
    }

    private static async Task AssertOwnAsync(TestTenant tenant, string name)
    {
        var messages = await tenant.WaitForMessagesAsync(m => m.Count(x => x.Direction is MessageDirection.Inbound) == 25
            && m.TrueForAll(x => !x.AwaitsTurn && x.Status is MessageStatus.Received or MessageStatus.Sent));
        var key = $"agent-key-of-{tenant.Tenant.Slug}";

        // Each was asked about; that an agent is asked once is for AtOnceTests to say.
        Assert.Equal(25, tenant.Agent.Calls.SelectMany(c => c.Message!.Split('\n')).Distinct().Count());
        Assert.All(tenant.Agent.Calls, c => Assert.Equal(($"Bearer {key}", key), (c.Authorization, c.ApiKey)));
        Assert.All(tenant.Agent.Calls, c => Assert.All(c.Message!.Split('\n'), line => Assert.StartsWith($"{name} ", line)));
        Assert.All(tenant.Agent.Calls, c => Assert.Equal(tenant.Tenant.Slug, c.Body.GetProperty("context").GetProperty("tenant").GetString()));
        Assert.Equal(tenant.Agent.Calls.Count, tenant.Gateway.Sends.Count);
        Assert.All(tenant.Gateway.Sends, s => Assert.Equal((tenant.Gateway.Key, $"wa-of-{tenant.Tenant.Slug}", Customer), (s.ApiKey, s.Instance, s.Number)));
        Assert.All(tenant.Gateway.Sends, s => Assert.StartsWith($"{name} says {name} ", s.Text));
        Assert.All(messages, m => Assert.Equal((tenant.Tenant.Id, tenant.InstanceId), (m.TenantId, m.InstanceId)));
        Assert.All(messages, m => Assert.StartsWith(name, m.Text));
        Assert.Equal($"phone:{tenant.Tenant.Slug}:+{Customer}", await tenant.ReadAsync(db => db.Conversations.Select(c => c.CanonicalKey).SingleAsync()));
        Assert.Equal(25, await tenant.ReadAsync(db => db.MessageTraces.CountAsync(t => t.InstanceName == tenant.InstanceName)));
    }
}
