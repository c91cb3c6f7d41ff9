using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Backfill;

public sealed class BackfillTests(SharedApp app)
{
    private const int Rows = 5_000;
    private const int Persons = 250;

    [Fact]
    public async Task History_split_between_numbers_and_hidden_ids_becomes_one_thread_per_number_and_twice_is_once()
    {
        await using var acme = await TenantAsync();
        using var api = acme.Api();
        Assert.Equal(Rows, (await api.ImportAsync(SeedShape.Csv(Rows, Persons))).GetProperty("staged").GetInt64());

        var dry = await api.BackfillAsync(dryRun: true);
        Assert.Equal(0, await acme.ReadAsync(db => db.Messages.CountAsync()) + await acme.ReadAsync(db => db.Contacts.CountAsync()));
        var job = await api.BackfillAsync();

        Assert.Equal((Rows, Persons, Persons), (job.Count("linked"), job.Count("contacts_made"), job.Count("conversations_made")));
        Assert.Equal(dry.GetProperty("counts").ToString(), job.GetProperty("counts").ToString());
        Assert.Equal(1, job.GetProperty("progress").GetDouble());
        var list = await api.GetFromJsonAsync<JsonElement>("/api/v1/conversations?limit=200");
        Assert.Equal(Persons, list.GetProperty("total").GetInt32());
        var threads = await acme.ReadAsync(db => db.Conversations.AsNoTracking().ToListAsync());
        Assert.Equal(Enumerable.Range(0, Persons).Select(p => $"phone:{acme.Tenant.Slug}:{SeedShape.Number(p)}").Order(), threads.Select(c => c.CanonicalKey).Order());
        Assert.All(threads, c => Assert.True(c is { UnreadCount: 0, WaitingSince: null, Status: ConversationStatus.Open } && c.LastActivityAt.Year == 2024, c.CanonicalKey));
        var perThread = await acme.ReadAsync(db => db.Messages.GroupBy(m => m.ConversationId).Select(g => g.Count()).ToListAsync());
        Assert.All(perThread, count => Assert.Equal(Rows / Persons, count));

        var before = await Backfills.EverythingAsync(app.ConnectionString, acme.Tenant.Slug);
        var again = await api.ImportAsync(SeedShape.Csv(Rows, Persons));
        Assert.Equal((0, Rows), (again.GetProperty("staged").GetInt64(), again.GetProperty("known").GetInt64()));
        Assert.Equal("{}", (await api.BackfillAsync()).GetProperty("counts").ToString());
        Assert.Equal(before, await Backfills.EverythingAsync(app.ConnectionString, acme.Tenant.Slug));
    }

    [Fact]
    public async Task Bad_rows_are_reported_and_the_others_are_linked()
    {
        await using var acme = await TenantAsync();
        using var api = acme.Api();
        await api.ImportAsync(SeedShape.Csv(
            "+972500000099,+972541234567,,inbound,good,2024-05-01T12:00:00+03:00,",
            "+972500000099,not a number,,inbound,whose?,2024-05-01 12:00:01,",
            "+972500000099,+972541234567,,sideways,which way?,2024-05-01 12:00:02,",
            "+972500000099,+972541234567,,inbound,when?,yesterday,",
            ",,,outbound,to whom?,2024-05-01 12:00:04,status@broadcast",
            "972541234567,,,out,good too,1714564805,"));

        var job = await api.BackfillAsync();

        Assert.Equal((2, 4), (job.Count("linked"), job.Count("bad")));
        var problems = job.GetProperty("problems").EnumerateArray().Select(p => p.GetString()!).ToList();
        Assert.Collection(
            problems,
            p => Assert.Contains("“not a number” is no customer's number", p, StringComparison.Ordinal),
            p => Assert.Contains("“sideways” is neither", p, StringComparison.Ordinal),
            p => Assert.Contains("“yesterday” is no time", p, StringComparison.Ordinal),
            p => Assert.Contains("“status@broadcast” is no customer's number", p, StringComparison.Ordinal));
        Assert.Equal(4, await acme.ReadAsync(db => db.ImportedMessages.CountAsync(m => m.Problem != null && m.MessageId == null)));
        var messages = await acme.MessagesAsync();
        Assert.Equal(["good", "good too"], messages.OrderBy(m => m.SentAt).Select(m => m.Text));
        Assert.Equal(new(2024, 5, 1, 9, 0, 0, TimeSpan.Zero), messages.Single(m => m.Text == "good").SentAt);
        Assert.Equal((0, 4), ((await api.BackfillAsync()).Count("linked"), job.Count("bad")));
    }

    [Fact]
    public async Task A_lead_of_ours_names_its_person_and_another_tenants_lead_is_nobodys()
    {
        await using var acme = await TenantAsync();
        await using var other = await TenantAsync();
        using var api = acme.Api();
        var (ours, theirs) = (await LeadAsync(acme, "+972541111111"), await LeadAsync(other, "+972542222222"));

        await api.ImportAsync(SeedShape.Csv(
            $"lid@99988877766655,,{ours},outbound,by lead,2024-05-01 12:00:00,",
            $"lid@99988877766644,,{theirs},outbound,of nobody,2024-05-01 12:00:01,",
            $",+972543333333,{theirs},inbound,of the same nobody,2024-05-01 12:00:02,"));
        await api.BackfillAsync();

        var lead = await acme.ReadAsync(db => db.Leads.AsNoTracking().SingleAsync());
        var messages = await acme.MessagesAsync();
        Assert.Equal((lead.ContactId, (Guid?)lead.Id), (messages[0].ContactId, messages[0].LeadId));
        Assert.Equal(messages[1].ConversationId, messages[2].ConversationId);
        Assert.NotEqual(messages[0].ConversationId, messages[1].ConversationId);
        Assert.Equal(0, await other.ReadAsync(db => db.Messages.CountAsync()));
        Assert.Null(messages[1].LeadId);
    }

    [Fact]
    public async Task Split_persons_are_united_and_messages_in_a_wrong_thread_move_to_the_right_one()
    {
        await using var acme = await TenantAsync();
        using var api = acme.Api();
        (await acme.ReceiveAsync("ONE", "5511988887777", "with the nine")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("TWO", "972541234567", "a stranger")).EnsureSuccessStatusCode();
        await SplitAsync(acme);

        var dry = await api.BackfillAsync(dryRun: true);
        var job = await api.BackfillAsync();

        Assert.Equal((1, 2), (job.Count("united"), job.Count("moved")));
        Assert.Equal(dry.GetProperty("counts").ToString(), job.GetProperty("counts").ToString());
        var threads = await acme.ReadAsync(db => db.Conversations.AsNoTracking().Where(c => c.MergedIntoId == null).ToListAsync());
        var messages = await acme.MessagesAsync();
        Assert.Equal(2, threads.Count);
        var stranger = threads.Single(c => c.CanonicalKey.EndsWith("+972541234567", StringComparison.Ordinal));
        Assert.All(messages, m => Assert.Equal(m.Address.StartsWith("972541234567", StringComparison.Ordinal), m.ConversationId == stranger.Id));
        Assert.All(messages, m => Assert.Equal(threads.Single(c => c.Id == m.ConversationId).ContactId, m.ContactId));
        Assert.Equal(["a stranger", "misplaced", "misplaced too"], messages.Where(m => m.ConversationId == stranger.Id).Select(m => m.Text).Order());
        Assert.Equal("{}", (await api.BackfillAsync()).GetProperty("counts").ToString());
    }

    [Fact]
    public async Task One_backfill_at_a_time_a_dry_one_is_another_and_a_cancelled_one_has_ended()
    {
        await using var acme = await TenantAsync();
        using var api = acme.Api();
        await api.ImportAsync(SeedShape.Csv(Rows, Persons));
        var id = await api.StartBackfillAsync();
        Assert.Equal(id, await api.StartBackfillAsync());
        using (var dry = await api.PostAsJsonAsync("/api/v1/backfill/conversations", new { dry_run = true }))
        {
            await dry.ReadAsync(HttpStatusCode.Conflict);
        }

        using (var cancelled = await api.PostAsync($"/api/v1/jobs/{id}/cancel", null))
        {
            Assert.Equal("cancelled", (await cancelled.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
        }

        // What the cancelled one did stays, and the next one does the rest.
        await api.BackfillAsync();
        Assert.Equal((Rows, Persons), (await acme.ReadAsync(db => db.Messages.CountAsync()), await acme.ReadAsync(db => db.Conversations.CountAsync())));
    }

    private async Task<TestTenant> TenantAsync()
    {
        var tenant = await TestTenant.CreateAsync(app, hasAgent: false);
        using var platform = app.Api();
        await Backfills.LiveInIsraelAsync(platform, tenant.Tenant.Slug);
        return tenant;
    }

    private static Task<Guid> LeadAsync(TestTenant tenant, string number) => tenant.ReadAsync(async db =>
    {
        var contact = new Contact { CreatedAt = DateTimeOffset.UnixEpoch, PhoneNumber = number };
        var lead = new Lead { ContactId = contact.Id, Name = "Lead", Stage = "new", CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch };
        db.AddRange(contact, ContactIdentity.Of(new(ChannelType.WhatsApp, IdentityKind.Phone, number), contact.Id, DateTimeOffset.UnixEpoch), lead);
        await db.SaveChangesAsync();
        return lead.Id;
    });

    // The same number once more in its old form, with a thread of its own; and a stranger's messages in the wrong one.
    private static Task<int> SplitAsync(TestTenant tenant) => tenant.ReadAsync(async db =>
    {
        var now = DateTimeOffset.UnixEpoch;
        var right = await db.Conversations.AsNoTracking().SingleAsync(c => c.CanonicalKey.EndsWith("+5511988887777"));
        var contact = new Contact { CreatedAt = now, PhoneNumber = "+551188887777" };
        var thread = new Conversation
        {
            ContactId = contact.Id,
            CanonicalKey = $"phone:{tenant.Tenant.Slug}:+551188887777",
            Status = ConversationStatus.Open,
            Channel = ChannelType.WhatsApp,
            InstanceName = tenant.InstanceName,
            ReplyAddress = "551188887777@s.whatsapp.net",
            LastActivityAt = now,
            CreatedAt = now,
        };
        db.AddRange(contact, ContactIdentity.Of(new(ChannelType.WhatsApp, IdentityKind.Phone, "+551188887777"), contact.Id, now), thread);
        db.AddRange(MessageOf(thread.Id, contact.Id, "551188887777@s.whatsapp.net", "without the nine"));
        db.AddRange(MessageOf(thread.Id, contact.Id, "972541234567@s.whatsapp.net", "misplaced"), MessageOf(right.Id, right.ContactId, "972541234567@s.whatsapp.net", "misplaced too"));
        return await db.SaveChangesAsync();
    });

    private static Message MessageOf(Guid thread, Guid contact, string address, string text) => new()
    {
        ConversationId = thread,
        ContactId = contact,
        InstanceName = "gone",
        Address = address,
        Direction = MessageDirection.Inbound,
        Source = MessageSource.Customer,
        Kind = MessageKind.Text,
        Text = text,
        Status = MessageStatus.Received,
        SentAt = DateTimeOffset.UnixEpoch,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
