// The short way in, for people whose thread stands, must leave the same rows as the long way, for everybody else.
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Intake;

public sealed class KnownSenderTests(SharedApp app)
{
    private const string Maria = "5511988887777";

    // What makes two messages two.
    private static readonly string[] OwnToEach = ["Id", "Sequence", "ProviderMessageId", "CreatedAt", "MessageId", "TraceId", "ReceivedAt", "CompletedAt", "At", "Payload", "TurnId"];

    [Fact]
    public async Task A_second_message_leaves_the_same_rows_as_the_first()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.ReceiveAsync("ONE", Maria, "Oi")).Dispose();
        (await acme.ReceiveAsync("TWO", Maria, "Oi")).Dispose();

        await AssertSameAsync(acme, db => db.Messages.OrderBy(m => m.Sequence));
        await AssertSameAsync(acme, db => db.MessageTraces.OrderBy(t => t.ReceivedAt));
        await AssertSameAsync(acme, db => db.TracePayloads.OrderBy(p => p.At));
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        var messages = await acme.MessagesAsync();
        Assert.Equal((2, messages[1].Id, messages[1].CreatedAt, messages[0].CreatedAt), (conversation.UnreadCount, conversation.LastMessageId, conversation.LastActivityAt, conversation.WaitingSince));
        Assert.All(await acme.ReadAsync(db => db.MessageTraces.ToListAsync()), t => Assert.Equal((TraceStatus.Completed, t.ReceivedAt), (t.Status, t.CompletedAt)));
    }

    [Theory]
    [InlineData(true, true, ConversationStatus.Pending)]
    [InlineData(true, false, ConversationStatus.Open)]
    [InlineData(false, true, ConversationStatus.Open)]
    public async Task A_resolved_conversation_opens_again_for_the_agent_or_the_team(bool hasAgent, bool botEnabled, ConversationStatus expected)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: hasAgent);
        (await acme.ReceiveAsync("ONE", Maria, "Oi")).Dispose();
        await acme.WaitForMessagesAsync(m => m.TrueForAll(x => !x.AwaitsTurn));
        await acme.ReadAsync(db => db.Conversations.ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Status, ConversationStatus.Resolved).SetProperty(x => x.BotEnabled, botEnabled).SetProperty(x => x.WaitingSince, (DateTimeOffset?)null)));

        (await acme.ReceiveAsync("TWO", Maria, "Oi de novo")).Dispose();

        Assert.Equal(expected, await acme.ReadAsync(db => db.Conversations.Select(c => c.Status).SingleAsync()));
        await acme.WaitForMessagesAsync(m => m.Count == (hasAgent ? botEnabled ? 4 : 3 : 2));
        Assert.Equal(hasAgent && botEnabled ? 2 : hasAgent ? 1 : 0, acme.Agent.Calls.Count);
    }

    [Fact]
    public async Task A_new_name_is_learnt_and_a_typed_one_is_kept()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.PostAsync(Webhooks.Text("ONE", Maria, "Oi"))).Dispose();
        (await acme.PostAsync(Webhooks.Text("TWO", Maria, "Oi", name: "Maria S."))).Dispose();
        Assert.Equal("Maria S.", await acme.ReadAsync(db => db.Contacts.Select(c => c.Name).SingleAsync()));

        await acme.ReadAsync(db => db.Contacts.ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, "Frau Silva").SetProperty(x => x.IsNameTyped, true)));
        (await acme.PostAsync(Webhooks.Text("THREE", Maria, "Oi", name: "Mari"))).Dispose();

        Assert.Equal("Frau Silva", await acme.ReadAsync(db => db.Contacts.Select(c => c.Name).SingleAsync()));
        Assert.Equal(["Maria Silva", "Maria S.", "Mari"], (await acme.MessagesAsync()).Select(m => m.AuthorName));
    }

    [Fact]
    public async Task A_place_and_cards_are_kept_by_both_ways_alike_and_shown_by_the_API()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        const string Place = """{"locationMessage":{"degreesLatitude":-23.56,"degreesLongitude":-46.65,"name":"Escritório"}}""";
        const string Card = """{"contactMessage":{"displayName":"Ana","vcard":"TEL;waid=5511977776666:+55 11 97777-6666"}}""";

        foreach (var (id, content) in (List<(string, string)>)[("ONE", Place), ("TWO", Place), ("THREE", Card)])
        {
            (await acme.PostAsync(Encoding.UTF8.GetBytes($$"""{"data":{"key":{"remoteJid":"{{Maria}}@s.whatsapp.net","fromMe":false,"id":"{{id}}"},"message":{{content}},"messageTimestamp":1763650000} }"""))).Dispose();
        }

        var stored = await acme.MessagesAsync();
        Assert.Equal([new(-23.56, -46.65, "Escritório", null), new(-23.56, -46.65, "Escritório", null), null], stored.Select(m => m.Details?.Location));
        Assert.Equal([new ContactCard("Ana", "+5511977776666")], stored[2].Details?.Cards);

        using var api = acme.Api();
        using var answer = await api.GetAsync($"/api/v1/conversations/{stored[0].ConversationId}/messages");
        var shown = (await answer.ReadAsync(HttpStatusCode.OK)).GetProperty("items");
        var place = shown[1].GetProperty("location");
        Assert.Equal((-23.56, -46.65, "Escritório"), (place.GetProperty("latitude").GetDouble(), place.GetProperty("longitude").GetDouble(), place.GetProperty("name").GetString()));
        Assert.Equal("+5511977776666", shown[2].GetProperty("contacts")[0].GetProperty("phone_number").GetString());
    }

    private static async Task AssertSameAsync<T>(TestTenant tenant, Func<Core.Data.OmniDbContext, IQueryable<T>> rows)
        where T : class
    {
        var both = await tenant.ReadAsync(db => rows(db).AsNoTracking().ToListAsync());
        Assert.Equal(2, both.Count);
        Assert.All(
            typeof(T).GetProperties().Where(p => !OwnToEach.Contains(p.Name)),
            property => Assert.Equal(property.GetValue(both[0]), property.GetValue(both[1])));
    }
}
