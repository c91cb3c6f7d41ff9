// That a customer is writing: seen in their thread and nowhere else, stored nowhere, and gone with their message.
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Feed;
using Omni.Core.Tenancy;
using Omni.Tests.Support;

namespace Omni.Tests.Intake;

public sealed class TypingTests(SharedApp app)
{
    private const string Maria = "5511988887777";
    private const string MariasJid = $"{Maria}@s.whatsapp.net";
    private readonly LiveFeed _feed = new(NullLogger<LiveFeed>.Instance);

    [Fact]
    public async Task It_shows_in_the_thread_of_its_tenant_only_and_ends_with_the_message()
    {
        await using var acme = await KnownAsync();
        await using var bolt = await KnownAsync();

        await TypeAsync(acme, MariasJid, "composing");
        Assert.False((await SignAsync(acme))!.IsRecording);
        Assert.Null(await SignAsync(bolt));
        Assert.Null(app.Services.GetRequiredService<TypingSigns>().Find(bolt.Tenant.Id, await ThreadAsync(acme)));

        (await acme.ReceiveAsync("TWO", Maria, "Here it is")).Dispose();
        Assert.Null(await SignAsync(acme));
    }

    [Fact]
    public async Task It_ends_when_they_pause()
    {
        await using var acme = await KnownAsync();
        await TypeAsync(acme, MariasJid, "recording");
        Assert.True((await SignAsync(acme))!.IsRecording);
        await Task.Delay(TimeSpan.FromMilliseconds(350), TestContext.Current.CancellationToken);

        await TypeAsync(acme, MariasJid, "paused");

        Assert.Null(await SignAsync(acme));
    }

    [Fact]
    public async Task A_hundred_a_second_are_told_once_and_nothing_is_stored()
    {
        await using var acme = await KnownAsync();
        var before = await acme.ReadAsync(db => db.Conversations.AsNoTracking().SingleAsync());
        var told = 0;
        using var feed = app.Services.GetRequiredService<LiveFeed>().Subscribe(acme.Tenant.Id, _ => Interlocked.Increment(ref told));

        for (var n = 0; n < 30; n++)
        {
            await TypeAsync(acme, MariasJid, "composing");
        }

        await TypeAsync(acme, "5511900000001@s.whatsapp.net", "composing");
        Assert.InRange(told, 1, 10);
        Assert.Single(await acme.MessagesAsync());
        Assert.Equivalent(before, await acme.ReadAsync(db => db.Conversations.AsNoTracking().SingleAsync()));
    }

    [Fact]
    public async Task A_payload_with_both_addresses_teaches_that_they_are_one_person()
    {
        await using var acme = await KnownAsync();

        await TypeAsync(acme, "111111111111111@lid", "composing", MariasJid);

        Assert.NotNull(await SignAsync(acme));
        Assert.Equal(["+5511988887777", "111111111111111"], await acme.ReadAsync(db => db.ContactIdentities.OrderBy(i => i.Value).Select(i => i.Value).ToListAsync()));
        Assert.Equal(IdentityKind.Lid, await acme.ReadAsync(db => db.ContactIdentities.Where(i => i.Value == "111111111111111").Select(i => i.Kind).SingleAsync()));
    }

    [Fact]
    public void A_tenant_with_more_than_fit_loses_its_own_signs_and_no_others()
    {
        var signs = new TypingSigns(_feed, new TestClock());
        var (loud, quiet, thread) = (TenantId.New(), TenantId.New(), Guid.NewGuid());
        var seen = new ActivitySeen([new(ChannelType.WhatsApp, IdentityKind.Phone, "+1")], TypingActivity.Typing);
        _feed.Publish(new(quiet, FeedKind.Typing, thread));
        Assert.True(signs.IsNews(quiet, thread, seen));

        for (var n = 0; n < 25_000; n++)
        {
            _feed.Publish(new(loud, FeedKind.Typing, Guid.NewGuid()));
            signs.IsNews(loud, Guid.NewGuid(), seen);
        }

        Assert.NotNull(signs.Find(quiet, thread));
        Assert.False(signs.IsNews(quiet, thread, seen));
    }

    [Fact]
    public void However_many_tenants_there_are_so_many_things_are_remembered_and_what_is_over_goes_first()
    {
        var shares = new TenantShares<int, bool>(mostOfOne: 4, mostOfAll: 6, isOver: over => over);
        var (one, two, three) = (TenantId.New(), TenantId.New(), TenantId.New());

        Put(one, over: false, 1, 2, 3);
        Put(one, over: true, 4);
        Put(one, over: false, 5);
        Assert.Equal("1235", Kept(one));
        Put(two, over: false, 1, 2);
        Put(three, over: false, 1);
        Assert.Equal(("", "12", "1", false), (Kept(one), Kept(two), Kept(three), shares.Has(one)));
        shares.Forget(three, 1);
        Assert.False(shares.Has(three));

        void Put(TenantId tenant, bool over, params int[] keys) => Array.ForEach(keys, key => shares.Put(tenant, key, over));

        string Kept(TenantId tenant) => string.Concat(Enumerable.Range(1, 9).Where(key => shares.TryGet(tenant, key, out _)));
    }

    private static Task<Guid> ThreadAsync(TestTenant tenant) => tenant.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());

    private static async Task TypeAsync(TestTenant tenant, string chat, string presence, string? person = null)
    {
        using var answer = await tenant.PostAsync(Encoding.UTF8.GetBytes(
            $$$"""{"event":"presence.update","data":{"id":"{{{chat}}}","presences":{"{{{person ?? chat}}}":{"lastKnownPresence":"{{{presence}}}"} } } }"""));
        answer.EnsureSuccessStatusCode();
    }

    private async Task<TestTenant> KnownAsync()
    {
        var tenant = await TestTenant.CreateAsync(app, hasAgent: false);
        (await tenant.ReceiveAsync("ONE", Maria, "Oi")).EnsureSuccessStatusCode();
        return tenant;
    }

    private async Task<TypingSign?> SignAsync(TestTenant tenant) => app.Services.GetRequiredService<TypingSigns>().Find(tenant.Tenant.Id, await ThreadAsync(tenant));
}
