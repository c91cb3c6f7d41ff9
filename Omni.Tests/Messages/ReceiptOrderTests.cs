// Recorded receipts of one message in every order, before it is known and after: the ladder never goes down, and every order ends alike.
using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Channels;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Messages;

public sealed class ReceiptOrderTests(SharedApp app)
{
    private static readonly string[] Phone = ["693-ack-2", "693-ack-3", "693-ack-4", "693-ack-5", "694-ack-4-again", "695-ack-with-lid-jid", "697-ack-error-0"];
    private static readonly string[] Business = ["360-meta-status-sent", "361-meta-status-delivered", "362-meta-status-read", "363-meta-status-failed"];
    private static readonly FrozenDictionary<string, MessageStatus> Says = Phone.Concat(Business).ToFrozenDictionary(name => name, StatusOf);

    [Fact]
    public void In_no_order_does_the_ladder_go_down()
    {
        var orders = Subsets(Phone).Concat(Subsets(Business)).SelectMany(Permutations).ToList();

        Assert.Equal(13_699 + 64, orders.Count);
        Assert.All(orders, order =>
        {
            var message = Sent();

            foreach (var status in order.Select(name => Says[name]))
            {
                var before = message.Status;
                message.ApplyReceipt(status);

                // That it failed is believed only while nothing says that it arrived.
                Assert.True(message.Status >= before || (before is MessageStatus.Sent && status is MessageStatus.Failed), $"{string.Join(", ", order)}: {before} became {message.Status}");
                Assert.Equal(message.Status is MessageStatus.Failed, message.Error is not null);
            }

            Assert.Equal(EndOf(order), message.Status);
        });
    }

    // Each order is one webhook with its receipts in an array; each message has them all.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receipts_in_every_order_end_alike_whether_their_message_is_known_or_not(bool isKnown)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var orders = Permutations([.. Phone.Except(["694-ack-4-again", "695-ack-with-lid-jid"])]).Concat(Subsets(Business).SelectMany(Permutations)).ToList();

        // The ladder itself has climbed all of them above.
        orders.RemoveAll(order => !TestSize.IsFull && orders.IndexOf(order) % 5 != 0);
        var messages = await StoreAsync(acme, orders.Count, isKnown);

        await Parallel.ForAsync(0, orders.Count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            using var answer = await acme.PostAsync(Webhook(orders[i], IdOf(i)));
            answer.EnsureSuccessStatusCode();

            if (!isKnown)
            {
                await using var scope = app.Enter(acme.Tenant);
                await scope.ServiceProvider.GetRequiredService<RecordSend>().RunAsync(messages[i], new SendResult.Sent(IdOf(i)), default);
            }
        });

        var stored = await acme.MessagesAsync();
        Assert.Equal(orders.Select(EndOf), stored.Select(m => m.Status));
        Assert.Equal(0, await acme.ReadAsync(db => db.EarlyReceipts.CountAsync()));
    }

    [Fact]
    public async Task A_message_that_the_channel_failed_stays_failed_when_the_answer_of_its_send_comes_last()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var message = (await StoreAsync(acme, 1, isKnown: true))[0];
        using var answer = await acme.PostAsync(Webhook(["697-ack-error-0"], IdOf(0)));

        await using (var scope = app.Enter(acme.Tenant))
        {
            await scope.ServiceProvider.GetRequiredService<RecordSend>().RunAsync(message, new SendResult.Sent(IdOf(0)), default);
        }

        Assert.Equal(MessageStatus.Failed, Assert.Single(await acme.MessagesAsync()).Status);
    }

    [Fact]
    public async Task Receipts_of_the_send_before_say_nothing_about_a_retry()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var message = (await StoreAsync(acme, 1, isKnown: true))[0];
        using var failed = await acme.PostAsync(Webhook(["697-ack-error-0"], IdOf(0)));
        acme.Gateway.Mode = FakeEvolutionMode.LoseAnswer;

        await using (var scope = app.Enter(acme.Tenant))
        {
            Assert.True((await scope.ServiceProvider.GetRequiredService<RetryMessage>().RunAsync(message.Id, default)).IsOk);
        }

        await acme.WaitForMessagesAsync(m => m is [{ Status: MessageStatus.Unknown }]);
        using var late = await acme.PostAsync(Webhook(["693-ack-2"], IdOf(0)));
        Assert.Equal((MessageStatus.Unknown, null), (await acme.MessagesAsync()).Select(m => (m.Status, m.ProviderMessageId)).Single());

        // Its echo still heals it.
        using var echo = await acme.PostAsync(Webhooks.Text("SECOND", "5511988887777", message.Text!, fromMe: true));
        Assert.Equal((MessageStatus.Sent, "SECOND"), (await acme.MessagesAsync()).Select(m => (m.Status, m.ProviderMessageId)).Single());
    }

    private static MessageStatus EndOf(IReadOnlyCollection<string> order)
    {
        var said = order.Select(name => Says[name]).ToList();
        return said.Max() is var best && best >= MessageStatus.Delivered ? best : said.Contains(MessageStatus.Failed) ? MessageStatus.Failed : MessageStatus.Sent;
    }

    private static string IdOf(int number) => $"3EB0RECEIPT{number:D6}";

    private static byte[] Webhook(IEnumerable<string> names, string id)
    {
        var receipts = names.Select(name => JsonNode.Parse(Recording.Load(name).Webhook("messages.update").Data.GetRawText())!.AsObject()).ToArray();

        foreach (var receipt in receipts)
        {
            receipt["keyId"] = id;
        }

        return Encoding.UTF8.GetBytes(new JsonObject { ["event"] = "messages.update", ["data"] = new JsonArray([.. receipts]) }.ToJsonString());
    }

    private static MessageStatus StatusOf(string name) => Channels.WhatsApp.Webhooks.ReadOne<ReceiptReceived>(name, "messages.update").Status;

    private static Message Sent() => new()
    {
        ConversationId = default,
        ContactId = default,
        InstanceName = "wa",
        Address = "+5511988887777",
        Direction = MessageDirection.Outbound,
        Source = MessageSource.Member,
        Kind = MessageKind.Text,
        Status = MessageStatus.Sent,
        SentAt = default,
        CreatedAt = default,
    };

    // Sent, or waiting for the gateway to say that they are. No lane takes them.
    private static async Task<List<Message>> StoreAsync(TestTenant acme, int count, bool isKnown)
    {
        using var answer = await acme.PostAsync(Webhooks.Text("SEED", "5511988887777", "Hello"));
        answer.EnsureSuccessStatusCode();
        var seed = (await acme.MessagesAsync())[0];
        return await acme.ReadAsync(async db =>
        {
            var messages = Enumerable.Range(0, count).Select(i => new Message
            {
                ConversationId = seed.ConversationId,
                ContactId = seed.ContactId,
                InstanceId = seed.InstanceId,
                InstanceName = seed.InstanceName,
                Address = seed.Address,
                Direction = MessageDirection.Outbound,
                Source = MessageSource.Api,
                Kind = MessageKind.Text,
                Text = $"Message {i}",
                Status = isKnown ? MessageStatus.Sent : MessageStatus.Unknown,
                ProviderMessageId = isKnown ? IdOf(i) : null,
                SentAt = seed.SentAt,
                CreatedAt = seed.CreatedAt,
            }).ToList();

            foreach (var message in messages)
            {
                // One by one, so that they stand in this order.
                db.Add(message);
                await db.SaveChangesAsync();
            }

            await db.Conversations.ExecuteUpdateAsync(c => c.SetProperty(x => x.LastMessageId, messages[^1].Id));
            await db.Messages.Where(m => m.Id == seed.Id).ExecuteDeleteAsync();
            return messages;
        });
    }

    private static IEnumerable<string[]> Subsets(string[] names)
        => Enumerable.Range(1, (1 << names.Length) - 1).Select(bits => names.Where((_, i) => (bits & (1 << i)) != 0).ToArray());

    private static IEnumerable<string[]> Permutations(string[] names)
        => names.Length <= 1 ? [names] : names.SelectMany(first => Permutations([.. names.Where(n => n != first)]).Select(rest => (string[])[first, .. rest]));
}
