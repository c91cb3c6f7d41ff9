// One number however it is written: one thread; the same digits of two tenants: two.
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class AddressFormTests(SharedApp app)
{
    private static readonly string[] Jids =
        ["972501234567@s.whatsapp.net", "972501234567:5@s.whatsapp.net", "972501234567@c.us", "+972501234567@s.whatsapp.net", "972501234567@S.WHATSAPP.NET"];

    [Fact]
    public async Task Every_way_to_write_a_number_leads_to_one_thread()
    {
        await using var acme = await IsraeliAsync();
        using var api = acme.Api();

        foreach (var (jid, n) in Jids.Select((jid, n) => (jid, n)))
        {
            await acme.PostAsync(Message(jid, $"FORM{n}"));
        }

        foreach (var typed in (string[])["0501234567", "972501234567", "+972501234567", "050-123-4567", "00972501234567"])
        {
            using var sent = await api.PostAsync(
                $"/api/v1/instances/{acme.InstanceName}/send-text", new StringContent($$"""{"to":"{{typed}}","text":"hi"}""", Encoding.UTF8, "application/json"));
            await sent.ReadAsync(HttpStatusCode.Accepted);
        }

        var thread = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal($"phone:{acme.Tenant.Slug}:+972501234567", thread.CanonicalKey);
        Assert.Equal(Jids.Length + 5, (await acme.MessagesAsync()).Count(m => m.ConversationId == thread.Id));

        foreach (var form in (string[])["0501234567", "%2B972501234567", "972501234567@s.whatsapp.net", "972-50-123-4567"])
        {
            using var found = await api.GetAsync($"/api/v1/conversations/by-phone/{form}");
            Assert.Equal(thread.Id, (await found.ReadAsync(HttpStatusCode.OK)).GetProperty("id").GetGuid());
        }
    }

    [Fact]
    public async Task The_same_digits_of_two_tenants_are_two_threads()
    {
        await using var acme = await IsraeliAsync();
        await using var bolt = await IsraeliAsync();
        await acme.PostAsync(Message(Jids[0], "TWICE"));
        await bolt.PostAsync(Message(Jids[1], "TWICE"));

        var ofAcme = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        var ofBolt = await bolt.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.NotEqual(ofAcme.Id, ofBolt.Id);
        Assert.Single(await acme.MessagesAsync());
        Assert.Single(await bolt.MessagesAsync());
    }

    [Fact]
    public async Task A_Brazilian_with_and_without_the_nine_at_once_is_one_person()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            acme.PostAsync(Message(n % 2 == 0 ? "5511988887777@s.whatsapp.net" : "551188887777@s.whatsapp.net", $"NINE{n}"))));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(20, (await acme.ReadAsync(db => db.Conversations.SingleAsync(c => c.MergedIntoId == null))).UnreadCount);
        Assert.Single((await acme.MessagesAsync()).Select(m => m.ConversationId).Distinct());
    }

    private static byte[] Message(string jid, string id) => Encoding.UTF8.GetBytes(
        $$$"""{"event":"messages.upsert","data":{"key":{"remoteJid":"{{{jid}}}","fromMe":false,"id":"{{{id}}}"},"message":{"conversation":"{{{id}}}"},"messageTimestamp":1763650000}}""");

    private async Task<TestTenant> IsraeliAsync()
    {
        var tenant = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = app.Api();
        using var changed = await api.PatchAsync($"/api/v1/tenants/{tenant.Tenant.Slug}", new StringContent("""{"default_region":"IL"}""", Encoding.UTF8, "application/json"));
        changed.EnsureSuccessStatusCode();
        return tenant;
    }
}
