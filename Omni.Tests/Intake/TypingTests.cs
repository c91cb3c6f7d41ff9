// That a customer is writing: seen in their thread and nowhere else, stored nowhere, and gone with their message.
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Feed;
using Omni.Tests.Support;

namespace Omni.Tests.Intake;

public sealed class TypingTests(SharedApp app)
{
    private const string Maria = "5511988887777";
    private const string MariasJid = $"{Maria}@s.whatsapp.net";

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
