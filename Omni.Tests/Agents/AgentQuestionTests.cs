// What agents are told about a turn beside its words: lead, files, session.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AgentQuestionTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task The_lead_of_the_conversation_is_told()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/leads", new { name = "Ana", phone_number = $"+{Customer}" });
        var lead = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("id").GetString();

        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        Assert.Equal(lead, Context(Assert.Single(await acme.Agent.WaitForCallsAsync(1))).GetProperty("lead_id").GetString());
    }

    [Fact]
    public async Task A_file_that_can_be_fetched_is_told_and_one_that_cannot_is_not()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.DebounceMilliseconds, 4000)));
        (await acme.ReceiveAsync("ASK", Customer, "Look")).EnsureSuccessStatusCode();
        await acme.ReadAsync(async db =>
        {
            var id = await db.Messages.Select(m => m.Id).SingleAsync();
            db.AddRange(
                new Attachment { MessageId = id, Kind = MessageKind.Image, MimeType = "image/jpeg", SourceUrl = "https://files.example/a.jpg" },
                new Attachment { MessageId = id, Kind = MessageKind.Image, MimeType = "image/jpeg", SourceUrl = "https://mmg.whatsapp.net/v/t62/secret.enc" },
                new Attachment { MessageId = id, Kind = MessageKind.Image, MimeType = "image/jpeg", Content = new() { Bytes = [1] } });
            return await db.SaveChangesAsync();
        });

        var media = Assert.Single(Assert.Single(await acme.Agent.WaitForCallsAsync(1)).Body.GetProperty("media_contents").EnumerateArray());

        Assert.Equal("""{"mime_type":"image/jpeg","media_url":"https://files.example/a.jpg","alt_text":"Look"}""", media.GetRawText());
    }

    [Fact]
    public async Task A_session_is_a_person_a_conversation_or_a_turn_as_the_agent_says()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        var asked = 0;

        foreach (var rule in (SessionRule[])[SessionRule.Person, SessionRule.Person, SessionRule.Conversation, SessionRule.Conversation, SessionRule.Turn, SessionRule.Turn])
        {
            await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.SessionRule, rule)));
            (await acme.ReceiveAsync($"ASK-{++asked}", Customer, "Oi")).EnsureSuccessStatusCode();
            await acme.WaitForMessagesAsync(m => m.Count == asked * 2 && m[^1].Status is MessageStatus.Sent);
        }

        var conversation = await acme.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());
        var names = acme.Agent.Calls.Select(c => c.Body.GetProperty("session_name").GetString()!).ToList();
        Assert.Equal(Enumerable.Repeat($"{acme.InstanceName}_{Customer}", 2).Concat(Enumerable.Repeat($"conversation_{conversation}", 2)), names.Take(4));
        Assert.Equal(4, names.Distinct().Count());
        Assert.All(names.Skip(4), name => Assert.StartsWith($"{acme.InstanceName}_{Customer}_", name));
        Assert.All(acme.Agent.Calls, c => Assert.Equal(NameUuid.Of(c.Body.GetProperty("session_name").GetString()!).ToString(), c.Body.GetProperty("session_id").GetString()));
    }

    [Fact]
    public async Task A_group_is_known_by_its_jid()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.PostAsync("""
            {"event":"messages.upsert","data":{"key":{"remoteJid":"120363000000000001@g.us","participant":"5511988887777@s.whatsapp.net","fromMe":false,"id":"ASK"},
             "pushName":"Maria Silva","message":{"conversation":"Oi"},"messageTimestamp":1763650000}}
            """u8.ToArray())).EnsureSuccessStatusCode();

        var asked = Assert.Single(await acme.Agent.WaitForCallsAsync(1)).Body;

        Assert.Equal($"{acme.InstanceName}_120363000000000001@g.us", asked.GetProperty("session_name").GetString());
        Assert.Equal(NameUuid.Of("whatsapp:120363000000000001@g.us").ToString(), asked.GetProperty("user_id").GetString());
        Assert.Equal("[Maria Silva]: Oi", asked.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("location", """{"locationMessage":{"degreesLatitude":-23.56,"degreesLongitude":-46.65,"name":"Escritório","address":"Av. Paulista"}}""", "[location -23.56, -46.65, Escritório, Av. Paulista]")]
    [InlineData("location", """{"liveLocationMessage":{"degreesLatitude":10,"degreesLongitude":20.5,"caption":"On my way"}}""", "[location 10, 20.5]\nOn my way")]
    [InlineData("contact", """{"contactMessage":{"displayName":"Ana","vcard":"FN:Ana\nTEL;waid=5511977776666:+55 11 97777-6666"}}""", "[contact Ana, +5511977776666]")]
    [InlineData("contact", """{"contactsArrayMessage":{"displayName":"2 contatos","contacts":[{"displayName":"Ana","vcard":"FN:Ana"},{"displayName":"Bia","vcard":"TEL:+972501234567"}]}}""", "[contact Ana; Bia, +972501234567]")]
    [InlineData("contact", """{"conversation":"Call her","contactMessage":{"displayName":" Ana ","vcard":"FN:Ana"}}""", "[contact Ana]\nCall her")]
    public async Task A_place_and_cards_are_told_in_words(string type, string content, string message)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        var key = $$"""{"remoteJid":"{{Customer}}@s.whatsapp.net","fromMe":false,"id":"ASK"}""";
        (await acme.PostAsync(System.Text.Encoding.UTF8.GetBytes($$$"""{"event":"messages.upsert","data":{"key":{{{key}}},"message":{{{content}}},"messageTimestamp":1763650000} }"""))).EnsureSuccessStatusCode();

        var asked = Assert.Single(await acme.Agent.WaitForCallsAsync(1));

        Assert.Equal((message, type), (asked.Message, asked.Body.GetProperty("message_type").GetString()));
    }

    private static JsonElement Context(FakeAgentCall call) => call.Body.GetProperty("context");
}
