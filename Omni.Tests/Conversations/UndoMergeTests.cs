// What taking a merge back must not leave behind: leads, addresses that were learnt meanwhile, somebody else's person.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class UndoMergeTests(SharedApp app)
{
    private const string Noa = "972501111111";
    private const string Other = "972502222222";

    [Fact]
    public async Task A_lead_goes_home_and_leaves_no_trace_on_the_messages_that_stay()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        using var made = await api.PostAsync("/api/v1/leads", Json($$"""{"name":"Deal","phone_number":"+{{Other}}"}"""));
        var lead = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();
        await MergeAsync(api, goes, stays);
        Assert.All(await acme.MessagesAsync(), m => Assert.Equal(lead, m.LeadId));

        using var undone = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        await undone.ReadAsync(HttpStatusCode.OK);

        Assert.All(await acme.MessagesAsync(), m => Assert.Equal(m.ConversationId == goes ? lead : null, m.LeadId));
        var keys = await acme.ReadAsync(db => db.Conversations.ToDictionaryAsync(c => c.Id, c => c.CanonicalKey));
        Assert.Equal(($"phone:{acme.Tenant.Slug}:+{Noa}", $"lead:{acme.Tenant.Slug}:{lead}"), (keys[stays], keys[goes]));
    }

    [Fact]
    public async Task An_address_learnt_while_merged_goes_home_with_the_one_it_was_learnt_beside()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        await MergeAsync(api, goes, stays);
        await acme.PostAsync(Pair("SINCE"));

        using var undone = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        await undone.ReadAsync(HttpStatusCode.OK);
        await acme.PostAsync(Pair("AGAIN"));

        Assert.Equal(2, await acme.ReadAsync(db => db.Conversations.CountAsync(c => c.MergedIntoId == null)));
        Assert.Equal(["a"], (await acme.MessagesAsync()).Where(m => m.ConversationId == stays).Select(m => m.Text));
        Assert.Equal(["b", "both", "both"], (await acme.MessagesAsync()).Where(m => m.ConversationId == goes).Select(m => m.Text));
    }

    [Fact]
    public async Task Each_waits_again_since_its_own_message()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        await acme.ReadAsync(db => db.Messages.Where(m => m.ConversationId == goes).ExecuteUpdateAsync(m => m.SetProperty(x => x.SentAt, x => x.SentAt.AddMinutes(-20))));
        await acme.ReadAsync(db => db.Conversations.Where(c => c.Id == goes).ExecuteUpdateAsync(c => c.SetProperty(x => x.WaitingSince, x => x.WaitingSince!.Value.AddMinutes(-20))));
        await MergeAsync(api, goes, stays);

        using var undone = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        await undone.ReadAsync(HttpStatusCode.OK);

        var waiting = await acme.ReadAsync(db => db.Conversations.ToDictionaryAsync(c => c.Id, c => c.WaitingSince!.Value));
        var said = (await acme.MessagesAsync()).ToDictionary(m => m.ConversationId, m => m.SentAt < m.CreatedAt ? m.SentAt : m.CreatedAt);
        Assert.Equal((said[stays], said[goes]), (waiting[stays], waiting[goes]));
        Assert.True(waiting[stays] - waiting[goes] > TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Whom_an_answer_never_reached_waits_again_too()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        acme.Gateway.Override = _ => FakeEvolutionMode.NotOnWhatsApp;
        using var answered = await api.PostAsJsonAsync($"/api/v1/conversations/{goes}/messages", new { text = "Here you are" });
        await answered.ReadAsync(HttpStatusCode.Accepted);
        await acme.WaitForMessagesAsync(m => m.Exists(x => x.Status is MessageStatus.Failed));
        await MergeAsync(api, goes, stays);

        using var undone = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        await undone.ReadAsync(HttpStatusCode.OK);

        var waiting = await acme.ReadAsync(db => db.Conversations.Where(c => c.Id == goes).Select(c => c.WaitingSince).SingleAsync());
        var asked = (await acme.MessagesAsync()).Single(m => m.ConversationId == goes && m.Direction == MessageDirection.Inbound);
        Assert.Equal(asked.SentAt < asked.CreatedAt ? asked.SentAt : asked.CreatedAt, waiting);
    }

    [Fact]
    public async Task A_number_of_our_own_is_never_learnt_to_be_a_customers()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await acme.PostAsync("""{"event":"connection.update","data":{"state":"open","wuid":"972509999999@s.whatsapp.net"}}"""u8.ToArray());
        await TwoAsync(acme);

        foreach (var id in (string[])["A", "B"])
        {
            await acme.PostAsync(Encoding.UTF8.GetBytes($$$"""{"event":"messages.update","data":{"keyId":"{{{id}}}","remoteJid":"972509999999@s.whatsapp.net","fromMe":false,"status":"READ"}}"""));
        }

        Assert.Equal(2, await acme.ReadAsync(db => db.Conversations.CountAsync(c => c.MergedIntoId == null)));
        Assert.Equal("+972509999999", await acme.ReadAsync(db => db.Instances.Select(i => i.OwnAddress).SingleAsync()));
        Assert.Equal(2, await acme.ReadAsync(db => db.ContactIdentities.CountAsync(i => i.Kind == IdentityKind.Phone)));
    }

    private static async Task MergeAsync(HttpClient api, Guid from, Guid into)
    {
        using var merged = await api.PostAsync($"/api/v1/conversations/{from}/merge", Json($$"""{"into":"{{into}}"}"""));
        await merged.ReadAsync(HttpStatusCode.OK);
    }

    private static byte[] Pair(string id) => Encoding.UTF8.GetBytes(
        $$$"""{"event":"messages.upsert","data":{"key":{"remoteJid":"{{{Other}}}@s.whatsapp.net","remoteJidAlt":"444444444444444@lid","fromMe":false,"id":"{{{id}}}"},"message":{"conversation":"both"},"messageTimestamp":1763650000}}""");

    private static async Task<(Guid Noas, Guid Others)> TwoAsync(TestTenant tenant)
    {
        await tenant.ReceiveAsync("A", Noa, "a");
        await tenant.ReceiveAsync("B", Other, "b");
        var messages = await tenant.MessagesAsync();
        return (messages[0].ConversationId, messages[1].ConversationId);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
