// Two nodes on one database: whoever takes a message, it is asked about once and answered once.
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Tests.Support;
using Omni.Tests.WebhookSubscriptions;

namespace Omni.Tests.Recovery;

[Heavy]
[Collection(nameof(TwoNodes))]
public sealed class TwoNodesTests(TwoNodes nodes)
{
    [Fact]
    public async Task Two_nodes_together_answer_every_message_once()
    {
        await using var acme = await TestTenant.CreateAsync(nodes.One);
        var people = Enumerable.Range(0, 10).Select(n => $"551191000000{n}").ToList();

        // Every webhook to both nodes at the same instant, as a gateway does that heard no answer.
        var answers = await Task.WhenAll(people.SelectMany(p => new[] { PostAsync(nodes.One, acme, p), PostAsync(nodes.Two, acme, p) }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        await acme.WaitForMessagesAsync(m => m.Count == 20 && m.TrueForAll(x => x.Status is MessageStatus.Received or MessageStatus.Sent));
        Assert.Equal(people, acme.Agent.Calls.Select(c => c.Message).Order());
        Assert.Equal(people, acme.Gateway.Sends.Select(s => s.Number).Order());
        Assert.Equal(10, await acme.ReadAsync(db => db.Conversations.CountAsync()));
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.LaneLeases.CountAsync()), left => left == 0);
    }

    [Fact]
    public async Task What_a_customer_does_at_one_node_is_seen_at_the_other()
    {
        await using var acme = await TestTenant.CreateAsync(nodes.One, hasAgent: false);
        (await acme.ReceiveAsync("ONE", "5511988887777", "Oi")).EnsureSuccessStatusCode();
        var thread = await acme.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());
        var signs = nodes.Two.Services.GetRequiredService<TypingSigns>();

        (await acme.PostAsync("""{"event":"presence.update","data":{"id":"5511988887777@s.whatsapp.net","presences":{"5511988887777@s.whatsapp.net":{"lastKnownPresence":"recording"}}}}"""u8.ToArray())).EnsureSuccessStatusCode();

        await Eventually.ReadAsync(() => Task.FromResult(signs.Find(acme.Tenant.Id, thread)), sign => sign is { IsRecording: true });
    }

    [Fact]
    public async Task Two_nodes_tell_everything_once_and_in_order()
    {
        await using var acme = await TestTenant.CreateAsync(nodes.One, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        await acme.SubscribeAsync(receiver.Url, "message.created");
        var texts = Enumerable.Range(0, 60).Select(n => $"{n}").ToArray();

        await acme.ReceiveAllAsync(texts);
        await receiver.WaitAsync(60);

        Assert.Equal(texts, receiver.Calls.Select(c => c.Said));
    }

    private static async Task<HttpStatusCode> PostAsync(OmniApp node, TestTenant acme, string person)
    {
        using var http = node.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{acme.InstanceName}") { Content = new ByteArrayContent(Webhooks.Text($"TO-{person}", person, person)) };
        request.Headers.Add("X-Omni-Webhook-Token", TestTenant.WebhookToken);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
