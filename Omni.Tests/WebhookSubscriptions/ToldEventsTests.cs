// What subscribers are told, and what they are not.
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Omni.Core.Messages;
using Omni.Core.WebhookSubscriptions;
using Omni.Tests.Support;

namespace Omni.Tests.WebhookSubscriptions;

public sealed class ToldEventsTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_is_told_from_its_first_message_to_the_receipts_of_its_answer_and_every_word_is_signed()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var receiver = await FakeReceiver.StartAsync();
        var (id, secret) = await acme.SubscribeAsync(receiver.Url);

        await acme.ReceiveAllAsync("שלום");
        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        await receiver.WaitAsync(1, c => c.Name is "message.updated" && StatusOf(c) is "sent");
        (await acme.PostAsync(Webhooks.Receipt(messages[1].ProviderMessageId!, "DELIVERY_ACK"))).EnsureSuccessStatusCode();
        await receiver.WaitAsync(1, c => c.Name is "message.updated" && StatusOf(c) is "delivered");
        (await acme.PostAsync(Webhooks.Receipt(messages[1].ProviderMessageId!, "READ"))).EnsureSuccessStatusCode();
        var last = (await receiver.WaitAsync(1, c => c.Name is "message.updated" && StatusOf(c) is "read"))[^1];

        Assert.All(receiver.Calls, c => Assert.True(c.IsSignedWith(secret), c.Text));
        Assert.All(receiver.Calls, c => Assert.Equal((c.Name, c.Delivery, acme.Tenant.Slug), (c.Body.GetProperty("event").GetString(), c.Body.GetProperty("id").GetGuid(), c.Body.GetProperty("tenant").GetString())));
        Assert.All(receiver.Calls, c => Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(c.Headers["X-Omni-Timestamp"], CultureInfo.InvariantCulture)), app.Clock.GetUtcNow().AddMinutes(-1), app.Clock.GetUtcNow()));
        Assert.Equal(receiver.Calls.Count, receiver.Calls.Select(c => c.Delivery).Distinct().Count());
        Assert.Equal(["contact.created", "conversation.created", "message.created", "message.created"], receiver.Calls.Where(c => c.Name.EndsWith("created", StringComparison.Ordinal)).Select(c => c.Name));
        Assert.Equal([messages[0].Id, messages[1].Id], receiver.Calls.Where(c => c.Name is "message.created").Select(c => c.Subject));
        Assert.Contains("שלום", receiver.Calls.First(c => c.Name is "message.created").Text, StringComparison.Ordinal);
        await AssertAsShownAsync(acme, last, $"/api/v1/messages/{messages[1].Id}", "contact");
        await AssertAsShownAsync(acme, receiver.Calls.Single(c => c.Name is "contact.created"), $"/api/v1/contacts/{messages[0].ContactId}", "last_activity_at", "conversation_id");
        Assert.Equal($"+{Subscribing.Customer}", last.Data.GetProperty("contact").GetProperty("phone_number").GetString());
        await acme.LogAsync(id, log => log.Count == receiver.Calls.Count && log.TrueForAll(d => d.StatusOf() is "delivered"));
    }

    [Fact]
    public async Task Two_tenants_with_the_same_customer_are_told_their_own()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var ofAcme = await FakeReceiver.StartAsync();
        await using var ofBolt = await FakeReceiver.StartAsync();
        var (_, secretOfAcme) = await acme.SubscribeAsync(ofAcme.Url);
        var (_, secretOfBolt) = await bolt.SubscribeAsync(ofBolt.Url);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => n % 2 == 0 ? acme.ReceiveAllAsync($"acme {n}") : bolt.ReceiveAllAsync($"bolt {n}")));
        await Task.WhenAll(ofAcme.WaitAsync(10, c => c.Name is "message.created"), ofBolt.WaitAsync(10, c => c.Name is "message.created"));

        Assert.All(ofAcme.Calls, c => Assert.True(c.Body.GetProperty("tenant").GetString() == acme.Tenant.Slug && c.IsSignedWith(secretOfAcme) && c.Said?.StartsWith("acme", StringComparison.Ordinal) is not false));
        Assert.All(ofBolt.Calls, c => Assert.True(c.Body.GetProperty("tenant").GetString() == bolt.Tenant.Slug && c.IsSignedWith(secretOfBolt) && c.Said?.StartsWith("bolt", StringComparison.Ordinal) is not false));
        Assert.Equal(10, ofAcme.Calls.Count(c => c.Name is "message.created"));
    }

    [Fact]
    public async Task Only_what_was_subscribed_to_is_told_and_without_a_subscription_nothing_is_noted()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var (id, _) = await acme.SubscribeAsync(receiver.Url, "message.created");

        await bolt.ReceiveAllAsync("nobody hears");
        await acme.ReceiveAllAsync("one");
        await receiver.WaitAsync(1);
        using var api = acme.Api();
        using var paused = await api.PatchAsJsonAsync($"/api/v1/webhooks/{id}", new { is_active = false }, Cancellation);
        await paused.ReadAsync(HttpStatusCode.OK);
        await acme.ReceiveAllAsync("while it is paused");
        using var resumed = await api.PatchAsJsonAsync($"/api/v1/webhooks/{id}", new { is_active = true }, Cancellation);
        await resumed.ReadAsync(HttpStatusCode.OK);
        await acme.ReceiveAllAsync("two");
        await receiver.WaitAsync(2);

        Assert.Empty(await bolt.DeliveriesAsync());
        Assert.Equal(["one", "two"], receiver.Calls.Select(c => c.Said));
        Assert.Equal(2, (await acme.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task Changes_that_people_see_are_told_and_a_merge_does_not_tell_every_message_that_moves()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        using var api = acme.Api();
        await acme.ReceiveAllAsync("a", "b", "c");
        (await acme.ReceiveAsync("OTHER", "5511977776666", "d")).EnsureSuccessStatusCode();
        var messages = await acme.MessagesAsync();
        var (stays, goes) = (messages[0].ConversationId, messages[3].ConversationId);
        await acme.SubscribeAsync(receiver.Url, "message.updated", "conversation.updated", "contact.updated");

        await acme.ReceiveAllAsync("only a new message");
        using var read = await api.PostAsync($"/api/v1/conversations/{stays}/read", null, Cancellation);
        await read.ReadAsync(HttpStatusCode.OK);
        var told = Assert.Single(await receiver.WaitAsync(1));
        Assert.Equal(("conversation.updated", stays, 0), (told.Name, told.Subject, told.Data.GetProperty("unread_count").GetInt32()));

        using var renamed = await api.PatchAsJsonAsync($"/api/v1/contacts/{messages[0].ContactId}", new { name = "דנה" }, Cancellation);
        await renamed.ReadAsync(HttpStatusCode.OK);
        Assert.Equal("דנה", (await receiver.WaitAsync(1, c => c.Name is "contact.updated"))[0].Data.GetProperty("name").GetString());
        using var merged = await api.PostAsJsonAsync($"/api/v1/conversations/{goes}/merge", new { into = stays }, Cancellation);
        await merged.ReadAsync(HttpStatusCode.OK);
        var gone = await receiver.WaitAsync(1, c => c.Name is "conversation.updated" && c.Subject == goes);

        Assert.Equal(stays, gone[0].Data.GetProperty("merged_into").GetGuid());
        Assert.DoesNotContain(await acme.DeliveriesAsync(), d => d.Event is "message.updated");
    }

    [Fact]
    public async Task History_is_no_news_and_changes_before_the_first_attempt_are_one()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var release = new TaskCompletionSource();
        receiver.Answer = async (_, hangUp) =>
        {
            await release.Task.WaitAsync(hangUp);
            return 200;
        };
        await acme.SubscribeAsync(receiver.Url);

        (await acme.PostAsync(Webhooks.History(Webhooks.Item("OLD", Subscribing.Customer, "long ago")))).EnsureSuccessStatusCode();
        Assert.Empty(await acme.DeliveriesAsync());
        await acme.ReceiveAllAsync("now");
        await receiver.WaitAsync(1);
        using var api = acme.Api();
        var contact = (await acme.MessagesAsync())[0].ContactId;

        foreach (var name in (string[])["Ana", "Bea", "Cleo"])
        {
            using var renamed = await api.PatchAsJsonAsync($"/api/v1/contacts/{contact}", new { name }, Cancellation);
            await renamed.ReadAsync(HttpStatusCode.OK);
        }

        release.SetResult();
        var told = Assert.Single(await receiver.WaitAsync(1, c => c.Name is "contact.updated"));
        Assert.Equal("Cleo", told.Data.GetProperty("name").GetString());
        Assert.Single(await acme.DeliveriesAsync(), d => d.Event is WebhookEvents.ContactUpdated);
        Assert.DoesNotContain(receiver.Calls, c => c.Said is "long ago");
    }

    private static string StatusOf(ReceivedEvent call) => call.Data.GetProperty("status").GetString()!;

    // What was told is what the API shows, but for what is told beside it or changed since.
    private static async Task AssertAsShownAsync(TestTenant tenant, ReceivedEvent told, string path, params string[] but)
    {
        var (said, shown) = (JsonNode.Parse(told.Data.GetRawText())!.AsObject(), JsonNode.Parse((await tenant.GetAsync(path)).GetRawText())!.AsObject());

        foreach (var name in but)
        {
            said.Remove(name);
            shown.Remove(name);
        }

        Assert.True(JsonNode.DeepEquals(shown, said), $"{said}\n{shown}");
    }
}
