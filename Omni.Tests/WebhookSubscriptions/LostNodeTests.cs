// Nodes that die in the middle of telling: whoever lives goes on, and what nobody knows to have arrived is told again under the same id.
using Omni.Tests.Recovery;
using Omni.Tests.Support;

namespace Omni.Tests.WebhookSubscriptions;

[LongRunning]
public sealed class LostNodeTests
{
    [Fact]
    public async Task What_a_killed_node_was_telling_is_told_by_another_one_with_all_that_waited()
    {
        await using var survivor = new OmniApp();
        await survivor.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(survivor, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.Answer = async (_, hangUp) =>
        {
            await Task.Delay(receiver.Calls.Count == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, hangUp);
            return 200;
        };
        await acme.SubscribeAsync(receiver.Url, "message.created");

        // It keeps the database only, until the other one is dead.
        await survivor.StopLanesAsync();
        var files = Directory.CreateTempSubdirectory("omni-webhooks-").FullName;

        try
        {
            await using var killed = await ChildOmni.StartAsync(survivor.ConnectionString, files);
            await acme.ReceiveAllAsync("one", "two", "three");
            await receiver.WaitAsync(1);
            await killed.KillAsync();
            await using var another = OmniApp.On(survivor.ConnectionString);
            await another.InitializeAsync();
            var calls = await receiver.WaitAsync(4, timeout: TimeSpan.FromSeconds(40));

            Assert.Equal(["one", "one", "two", "three"], calls.Select(c => c.Said));
            Assert.Equal(calls[0].Delivery, calls[1].Delivery);
            Assert.Equal(3, calls.Select(c => c.Delivery).Distinct().Count());
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }
    }

    [Fact]
    public async Task Two_nodes_tell_everything_once_and_in_order()
    {
        await using var one = new OmniApp();
        await one.InitializeAsync();
        await using var two = OmniApp.On(one.ConnectionString);
        await two.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(one, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        await acme.SubscribeAsync(receiver.Url, "message.created");
        var texts = Enumerable.Range(0, 60).Select(n => $"{n}").ToArray();

        await acme.ReceiveAllAsync(texts);
        await receiver.WaitAsync(60);

        Assert.Equal(texts, receiver.Calls.Select(c => c.Said));
    }
}
