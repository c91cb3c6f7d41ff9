// A lease that nobody works under runs out, whoever holds it.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Jobs;

public sealed class LeaseTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task A_conversation_whose_lease_could_not_be_given_back_is_not_stuck()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        var node = app.Services.GetRequiredService<Node>().Id;

        // As after a release that found no database: this node holds the lane, and nobody works in it.
        await acme.ReadAsync(db =>
        {
            db.Add(new LaneLease { ConversationId = conversation.Id, Kind = LaneKind.Delivery, Node = node, Until = app.Clock.GetUtcNow() + Node.Lease });
            db.Add(Queued(conversation.Id, conversation.ContactId, acme));
            return db.SaveChangesAsync();
        });

        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Single(acme.Gateway.Sends);
    }

    private static Message Queued(Guid conversation, Guid contact, TestTenant tenant) => new()
    {
        ConversationId = conversation,
        ContactId = contact,
        InstanceId = tenant.InstanceId,
        InstanceName = tenant.InstanceName,
        Address = $"{Customer}@s.whatsapp.net",
        Direction = MessageDirection.Outbound,
        Source = MessageSource.Api,
        Kind = MessageKind.Text,
        Text = "lost in memory",
        Status = MessageStatus.Queued,
        SentAt = DateTimeOffset.UnixEpoch,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
