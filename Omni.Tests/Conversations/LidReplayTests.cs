// Everything that Evolution sends of one person, in all orders: phone, LID with and without the phone beside it, receipts, presence, calls.
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class LidReplayTests(SharedApp app)
{
    // The recording without an alt is of another LID; here it is the same person's, as everything else.
    private const string StrangersLid = "333333333333333";
    private const string MariasLid = "111111111111111";
    private const string Maria = "5511988887777";
    private const string SentId = "3EB0AE3322F0D0B12D6A47";
    private static readonly string[] Forms = ["639-in-lid-with-alt", "v236-639-in-lid-with-alt", "640-in-lid-without-alt", "641-in-pn-with-lid-alt", "695-ack-with-lid-jid"];

    [Fact]
    public async Task One_person_in_every_form_and_every_order_is_one_contact_with_one_thread()
    {
        // What 695 acknowledges was typed on the phone. Presence and a call teach nothing by themselves: they stand at another place in every order.
        string[] webhooks = [.. Forms.Select(Body), Encoding.UTF8.GetString(Webhooks.Text(SentId, Maria, "gesendet", fromMe: true))];
        var orders = Permutations(webhooks).Select((order, number) => (Number: number, Bodies: order.ToList())).ToList();
        orders.ForEach(o => o.Bodies.Insert(o.Number % 7, Body("705-presence.update")));
        orders.ForEach(o => o.Bodies.Insert(o.Number % 8, Body("709-call")));
        Assert.Equal(720, orders.Count);

        // Every twenty-third has each form at each place, too.
        orders.RemoveAll(o => !TestSize.IsFull && o.Number % 23 != 0);
        Assert.All(webhooks, form => Assert.Equal(webhooks.Length, orders.Select(o => o.Bodies.FindAll(webhooks.Contains).IndexOf(form)).Distinct().Count()));
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (order, _) =>
        {
            foreach (var body in order.Bodies)
            {
                using var answer = await acme.PostAsync(Encoding.UTF8.GetBytes(As(order.Number, body)));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        });

        var numbers = orders.ConvertAll(o => o.Number);
        var persons = await acme.ReadAsync(db => db.Contacts.Where(c => c.MergedIntoId == null).ToListAsync());
        var threads = await acme.ReadAsync(db => db.Conversations.Where(c => c.MergedIntoId == null).ToListAsync());
        var messages = await acme.MessagesAsync();

        Assert.Equal(numbers.Select(Number).Order(), persons.Select(p => p.PhoneNumber).Order());
        Assert.Equal(numbers.Select(n => $"phone:{acme.Tenant.Slug}:{Number(n)}").Order(), threads.Select(t => t.CanonicalKey).Order());
        Assert.All(messages.GroupBy(m => m.ConversationId), thread => Assert.Equal(["gesendet", "lid com alt", "lid sem alt", "pn com alt lid"], thread.Select(m => m.Text).Order()));
        Assert.Equal(numbers.Count * 4, messages.Count);
        Assert.Equal(numbers.Count, await acme.ReadAsync(db => db.ContactIdentities.CountAsync(i => i.Kind == IdentityKind.Lid)));
    }

    [Fact]
    public async Task A_receipt_that_names_a_LID_joins_its_thread_to_that_of_the_message()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        await acme.PostAsync(Encoding.UTF8.GetBytes(Body("640-in-lid-without-alt")));
        using var sent = await api.PostAsync($"/api/v1/instances/{acme.InstanceName}/send-text?wait=true", Json($$"""{"to":"+{{Maria}}","text":"Hello"}"""));
        var providerId = (await sent.ReadAsync(HttpStatusCode.OK)).GetProperty("provider_message_id").GetString()!;
        Assert.Equal(2, await acme.ReadAsync(db => db.Conversations.CountAsync(c => c.MergedIntoId == null)));

        await acme.PostAsync(Encoding.UTF8.GetBytes(Body("695-ack-with-lid-jid").Replace(SentId, providerId, StringComparison.Ordinal)));

        var thread = await acme.ReadAsync(db => db.Conversations.SingleAsync(c => c.MergedIntoId == null));
        Assert.All(await acme.MessagesAsync(), m => Assert.Equal(thread.Id, m.ConversationId));
        Assert.Equal($"phone:{acme.Tenant.Slug}:+{Maria}", thread.CanonicalKey);
    }

    [Fact]
    public async Task A_receipt_before_its_message_teaches_the_LID_too()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await acme.PostAsync(Encoding.UTF8.GetBytes(Body("640-in-lid-without-alt")));
        await acme.PostAsync(Encoding.UTF8.GetBytes(Body("695-ack-with-lid-jid")));

        await acme.PostAsync(Webhooks.Text(SentId, Maria, "from the phone", fromMe: true));

        var thread = await acme.ReadAsync(db => db.Conversations.SingleAsync(c => c.MergedIntoId == null));
        Assert.Equal(2, (await acme.MessagesAsync()).Count(m => m.ConversationId == thread.Id));
    }

    [Fact]
    public async Task A_call_is_one_line_in_the_thread_of_whoever_rang()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await acme.PostAsync(Encoding.UTF8.GetBytes(Body("641-in-pn-with-lid-alt")));
        await acme.PostAsync(Encoding.UTF8.GetBytes(Body("709-call")));
        await acme.PostAsync(Encoding.UTF8.GetBytes(Body("709-call")));

        var line = await acme.ReadAsync(db => db.Activities.SingleAsync());
        var thread = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((thread.Id, "The customer called"), (line.ConversationId, line.Detail));
        Assert.Equal(1, thread.UnreadCount);
    }

    [Fact]
    public async Task A_pair_from_an_address_book_is_remembered_until_the_person_writes()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await acme.PostAsync("""{"event":"contacts.upsert","data":[{"id":"222222222222222@lid","phoneNumber":"5511977776666@s.whatsapp.net"}]}"""u8.ToArray());
        await acme.PostAsync("""{"event":"messages.upsert","data":{"key":{"remoteJid":"222222222222222@lid","fromMe":false,"id":"PAIR1"},"message":{"conversation":"hidden"},"messageTimestamp":1763650000}}"""u8.ToArray());
        await acme.ReceiveAsync("PAIR2", "5511977776666", "seen");

        Assert.Equal("+5511977776666", (await acme.ReadAsync(db => db.Contacts.SingleAsync())).PhoneNumber);
        Assert.Single((await acme.MessagesAsync()).Select(m => m.ConversationId).Distinct());
    }

    private static string Body(string recording)
        => Recording.Load(recording).Emitted.First(w => !w.Event.StartsWith("contacts.", StringComparison.Ordinal)).Json.GetRawText()
            .Replace(StrangersLid, MariasLid, StringComparison.Ordinal);

    // Another person for every order: other digits of the same length.
    private static string As(int number, string body)
        => body.Replace(Maria, Number(number)[1..], StringComparison.Ordinal)
            .Replace(MariasLid, $"11111{number:D10}", StringComparison.Ordinal)
            .Replace("3AAA00000000000000", $"3AAA{number:D14}", StringComparison.Ordinal)
            .Replace(SentId, $"3EB0{number:D18}", StringComparison.Ordinal)
            .Replace("CALL1", $"CALL{number}", StringComparison.Ordinal);

    private static string Number(int number) => $"+55119{10_000_000 + number}";

    private static IEnumerable<T[]> Permutations<T>(T[] items)
        => items.Length == 1 ? [items] : items.SelectMany((item, i) => Permutations<T>([.. items[..i], .. items[(i + 1)..]]).Select(rest => (T[])[item, .. rest]));

    private static StringContent Json(string text) => new(JsonNode.Parse(text)!.ToJsonString(), Encoding.UTF8, "application/json");
}
