// Receivers that fail, hang or want no more: nothing is lost, order is kept as far as it can be, and nobody else waits.
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Tests.Support;

namespace Omni.Tests.WebhookSubscriptions;

[Heavy]
[LongRunning]
public sealed class FailingReceiverTests(OmniApp app) : IClassFixture<OmniApp>, IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Stopped where a test looks at what stands between two attempts.
    public void Dispose() => app.Clock.Run();

    [Fact]
    public async Task What_failed_is_tried_again_with_the_same_id_and_what_stands_behind_it_waits()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(receiver.Calls.Count <= 2 ? 500 : 204);
        var (id, secret) = await acme.SubscribeAsync(receiver.Url, "message.created");

        app.Clock.Freeze();
        await acme.ReceiveAllAsync("one", "two", "three");
        await acme.LogAsync(id, log => log.Count == 3 && log[0].GetProperty("attempts").GetInt32() == 1 && log[0].GetProperty("error").GetString() is { Length: > 0 });
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        await receiver.WaitAsync(2);
        await acme.LogAsync(id, log => log[0].GetProperty("next_attempt_at").GetDateTimeOffset() > app.Clock.GetUtcNow().AddSeconds(20));
        app.Clock.Advance(TimeSpan.FromSeconds(34));
        var calls = await receiver.WaitAsync(5);

        Assert.Equal(["one", "one", "one", "two", "three"], calls.Select(c => c.Said));
        Assert.Single(calls.Take(3).Select(c => c.Delivery).Distinct());
        Assert.All(calls, c => Assert.True(c.IsSignedWith(secret)));
        Assert.Equal(5, calls.Select(c => (c.Headers["X-Omni-Timestamp"], c.Delivery)).Distinct().Count());
        var log = await acme.LogAsync(id, log => log.TrueForAll(d => d.StatusOf() is "delivered"));
        Assert.Equal([3, 1, 1], log.Select(d => d.GetProperty("attempts").GetInt32()));
        Assert.Equal([204, 204, 204], log.Select(d => d.GetProperty("status_code").GetInt32()));
        Assert.Equal(default, (await acme.GetAsync($"/api/v1/webhooks/{id}")).GetProperty("failing_since").GetString());
    }

    [Fact]
    public async Task One_that_always_fails_steps_aside_and_is_given_up_in_the_end_and_can_be_tried_again_by_hand()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var isHealed = false;
        receiver.Answer = (call, _) => Task.FromResult(call.Said is "poison" && !Volatile.Read(ref isHealed) ? 400 : 200);
        var (id, _) = await acme.SubscribeAsync(receiver.Url, "message.created");
        app.Clock.Freeze();
        await acme.ReceiveAllAsync("poison", "behind it");

        for (var attempt = 1; attempt <= 9; attempt++)
        {
            await receiver.WaitAsync(attempt, c => c.Said is "poison");
            // Or one more: when what stands behind it arrives after a minute of failures, it is tried again at once.
            await acme.LogAsync(id, log => log[0].GetProperty("attempts").GetInt32() is var attempts && attempts >= attempt && log[0].GetProperty("status_code").ValueKind is not System.Text.Json.JsonValueKind.Null
                && (attempts == 9 || log[0].GetProperty("next_attempt_at").GetDateTimeOffset() > app.Clock.GetUtcNow().AddSeconds(3)));
            Assert.True(attempt > 2 || receiver.Calls.All(c => c.Said is "poison"), $"What stands behind it must wait; at attempt {attempt} came {string.Join(", ", receiver.Calls.Select(c => c.Text))}");
            app.Clock.Advance(TimeSpan.FromHours(attempt < 3 ? 0.01 : 7));
        }

        await receiver.WaitAsync(1, c => c.Said is "behind it");
        var log = await acme.LogAsync(id, log => log.Select(d => d.StatusOf()).SequenceEqual(["failed", "delivered"]));
        Assert.Equal("The receiver answered with status 400.", log[0].GetProperty("error").GetString());
        Assert.Single(receiver.Calls.Where(c => c.Said is "poison").Select(c => c.Delivery).Distinct());
        Volatile.Write(ref isHealed, true);
        using var api = acme.Api();
        using var retried = await api.PostAsync($"/api/v1/webhooks/{id}/deliveries/{log[0].GetProperty("id")}/retry", null, Cancellation);
        Assert.Equal("pending", (await retried.ReadAsync(HttpStatusCode.Accepted)).StatusOf());
        await acme.LogAsync(id, log => log.TrueForAll(d => d.StatusOf() is "delivered"));
        using var again = await api.PostAsync($"/api/v1/webhooks/{id}/deliveries/{log[0].GetProperty("id")}/retry", null, Cancellation);
        await again.ReadAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_attempt_that_could_not_be_written_down_at_first_is_made_once()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var (id, _) = await acme.SubscribeAsync(receiver.Url, "message.created");
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        await using var trap = source.CreateCommand(
            $"""
            CREATE SEQUENCE times_refused;
            CREATE FUNCTION refuse_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
              IF nextval('times_refused') = 1 THEN RAISE EXCEPTION 'somebody was quicker' USING ERRCODE = 'serialization_failure'; END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER refuse_once BEFORE UPDATE ON webhook_deliveries FOR EACH ROW
              WHEN (NEW.tenant_id = '{acme.Tenant.Id.Value}' AND NEW.status_code IS NOT NULL) EXECUTE FUNCTION refuse_once();
            """);
        await trap.ExecuteNonQueryAsync(Cancellation);

        await acme.ReceiveAllAsync("one", "two");

        var log = await acme.LogAsync(id, log => log.Count == 2 && log.TrueForAll(d => d.StatusOf() is "delivered"));
        Assert.Equal([1, 1], log.Select(d => d.GetProperty("attempts").GetInt32()));
        Assert.Equal(["one", "two"], receiver.Calls.Select(c => c.Said));
        await using var asked = source.CreateCommand("SELECT last_value FROM times_refused");
        Assert.Equal(3L, await asked.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_receiver_that_hangs_delays_neither_its_neighbour_nor_another_tenant()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var hanging = await FakeReceiver.StartAsync();
        await using var quick = await FakeReceiver.StartAsync();
        hanging.Answer = async (_, hangUp) =>
        {
            await Task.Delay(Timeout.Infinite, hangUp);
            return 200;
        };
        var (id, _) = await acme.SubscribeAsync(hanging.Url, "message.created");
        await acme.SubscribeAsync(quick.Url, "message.created");
        await bolt.SubscribeAsync(quick.Url, "message.created");
        await acme.ReceiveAllAsync("first");
        await hanging.WaitAsync(1);

        var watch = Stopwatch.StartNew();
        await acme.ReceiveAllAsync("of acme");
        await bolt.ReceiveAllAsync("of bolt");
        await quick.WaitAsync(3);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(9));
        Assert.Single(hanging.Calls);
        var log = await acme.LogAsync(id, log => log[0].GetProperty("error").GetString() is { Length: > 0 });
        Assert.Equal("The receiver did not answer within 10 seconds.", log[0].GetProperty("error").GetString());
        Assert.InRange(log[0].GetProperty("duration_ms").GetInt32(), 9_500, 15_000);
    }

    [Theory]
    [InlineData("http://\u200b.com/x")]
    [InlineData("http://\u202e.com/x")]
    public async Task An_address_that_cannot_be_used_fails_like_a_receiver_that_does_not_answer(string address)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var (id, _) = await acme.SubscribeAsync(receiver.Url, "message.created");
        await acme.ReadAsync(db => db.WebhookSubscriptions.ExecuteUpdateAsync(s => s.SetProperty(x => x.Url, address)));

        app.Clock.Freeze();
        await acme.ReceiveAllAsync("one");

        var log = await acme.LogAsync(id, log => log is [var only] && only.GetProperty("attempts").GetInt32() == 1 && only.GetProperty("error").GetString() is { Length: > 0 });
        Assert.Equal("The receiver's address cannot be used. Give another one.", log[0].GetProperty("error").GetString());
        Assert.True(log[0].GetProperty("next_attempt_at").GetDateTimeOffset() > app.Clock.GetUtcNow().AddSeconds(3));
        Assert.NotNull((await acme.GetAsync($"/api/v1/webhooks/{id}")).GetProperty("failing_since").GetString());
        using var api = acme.Api();
        using var tested = await api.PostAsync($"/api/v1/webhooks/{id}/test", null, Cancellation);
        Assert.False((await tested.ReadAsync(HttpStatusCode.OK)).GetProperty("success").GetBoolean());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_answer_that_is_not_packed_as_it_says_counts_by_its_status(string encoding)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var server = await FakeServer.StartAsync((http, cancellationToken) =>
        {
            http.Response.Headers.ContentEncoding = encoding;
            return FakeServer.WriteAsync(http.Response, 200, new { ok = true }, cancellationToken);
        });
        var (id, _) = await acme.SubscribeAsync(server.Url, "message.created");

        await acme.ReceiveAllAsync("one");

        await acme.LogAsync(id, log => log is [var only] && only.StatusOf() is "delivered");
    }

    [Fact]
    public async Task Whoever_answers_410_is_told_no_more_and_the_page_says_why()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(410);
        var (id, _) = await acme.SubscribeAsync(receiver.Url, "message.created");

        await acme.ReceiveAllAsync("one");
        await acme.LogAsync(id, log => log is [var only] && only.StatusOf() is "failed");
        await acme.ReceiveAllAsync("two");

        var webhook = await acme.GetAsync($"/api/v1/webhooks/{id}");
        Assert.Equal((false, "The receiver answered that it is gone for good (410)."), (webhook.GetProperty("is_active").GetBoolean(), webhook.GetProperty("pause_reason").GetString()));
        Assert.Single(receiver.Calls);
        Assert.Single(await acme.DeliveriesAsync());
    }

    [Fact]
    public async Task A_receiver_that_fails_for_three_days_is_paused_and_what_waits_goes_out_in_order_when_it_is_resumed()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var status = 503;
        receiver.Answer = (_, _) => Task.FromResult(Volatile.Read(ref status));
        var (id, _) = await acme.SubscribeAsync(receiver.Url, "message.created");
        await acme.ReceiveAllAsync("one", "two", "three");
        await acme.LogAsync(id, log => log.Count == 3 && log[0].GetProperty("error").GetString() is { Length: > 0 });

        app.Clock.Advance(TimeSpan.FromDays(3));
        var paused = await Eventually.ReadAsync(() => acme.GetAsync($"/api/v1/webhooks/{id}"), w => !w.GetProperty("is_active").GetBoolean());
        Assert.Equal("For 3 days nothing could be delivered. The last reason: The receiver answered with status 503.", paused.GetProperty("pause_reason").GetString());
        var before = receiver.Calls.Count;
        Volatile.Write(ref status, 200);
        using var api = acme.Api();
        using var resumed = await api.PatchAsync($"/api/v1/webhooks/{id}", System.Net.Http.Json.JsonContent.Create(new { is_active = true }), Cancellation);
        Assert.True((await resumed.ReadAsync(HttpStatusCode.OK)).GetProperty("is_active").GetBoolean());
        await acme.LogAsync(id, log => log.TrueForAll(d => d.StatusOf() is "delivered"));
        Assert.Equal(["one", "two", "three"], receiver.Calls.Skip(before).Select(c => c.Said));
    }
}
