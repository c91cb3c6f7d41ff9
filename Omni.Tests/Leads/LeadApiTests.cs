using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Tests.Support;

namespace Omni.Tests.Leads;

public sealed class LeadApiTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lead_with_a_new_number_makes_the_person()
    {
        var tenant = await app.CreateTenantAsync();
        var lead = await CreateAsync(tenant.Api, new { name = "Dana", phone_number = "050-1234567", region = "IL", email = "dana@example.com", source = "fair", value = 1200.5 });
        Assert.Equal(("new", "+972501234567", 1200.5m), (lead.GetProperty("stage").GetString(), lead.GetProperty("phone_number").GetString(), lead.GetProperty("value").GetDecimal()));
        var contact = await GetAsync(tenant.Api, $"/api/v1/contacts/{lead.GetProperty("contact_id").GetString()}");
        Assert.Equal(("Dana", "+972501234567"), (contact.GetProperty("name").GetString(), contact.GetProperty("phone_number").GetString()));
        Assert.Equal(lead.GetProperty("id").GetString(), Assert.Single(contact.GetProperty("leads").EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("""{"phone_number":"+972501234567"}""", "name")]
    [InlineData("""{"name":"a","phone_number":"nonsense"}""", "phone_number")]
    [InlineData("""{"name":"a","owner":"stranger@example.com"}""", "owner")]
    [InlineData("""{"name":"a","owner":"0198c0de-0000-7000-8000-000000000000"}""", "owner")]
    [InlineData("""{"name":"a","contact_id":"x"}""", "contact_id")]
    [InlineData("""{"name":"a","value":1e20}""", "value")]
    public async Task What_makes_no_sense_is_told_beside_its_field(string body, string field)
    {
        var tenant = await app.CreateTenantAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await tenant.Api.PostAsync("/api/v1/leads", content, Cancellation);
        Assert.NotEmpty((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task Twenty_leads_at_once_with_one_number_are_of_one_person()
    {
        var tenant = await app.CreateTenantAsync();
        var leads = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CreateAsync(tenant.Api, new { name = $"L{i}", phone_number = "+972501234567" })));
        Assert.Single(leads.Select(l => l.GetProperty("contact_id").GetString()).Distinct());
        Assert.Equal(1, (await GetAsync(tenant.Api, "/api/v1/contacts")).GetProperty("total").GetInt32());
        Assert.Equal(20, (await GetAsync(tenant.Api, "/api/v1/leads?limit=1")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_thread_takes_the_leads_name_at_once_and_gives_it_back()
    {
        await using var tenant = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = tenant.Api();
        (await tenant.ReceiveAsync("m1", "972501234567", "Hello")).EnsureSuccessStatusCode();
        Assert.Equal($"phone:{tenant.Tenant.Slug}:+972501234567", await KeyAsync(api));

        var first = await CreateAsync(api, new { name = "First", phone_number = "972501234567" });
        var (id, conversation) = (first.GetProperty("id").GetString()!, first.GetProperty("conversation_id").GetString());
        Assert.Equal($"lead:{tenant.Tenant.Slug}:{id}", await KeyAsync(api));
        var thread = await GetAsync(api, $"/api/v1/conversations/{conversation}");
        Assert.Equal(id, thread.GetProperty("lead_id").GetString());
        var messages = await GetAsync(api, $"/api/v1/conversations/{conversation}/messages");
        Assert.Equal(id, Assert.Single(messages.GetProperty("items").EnumerateArray()).GetProperty("lead_id").GetString());

        var second = await CreateAsync(api, new { name = "Second", contact_id = first.GetProperty("contact_id").GetString() });
        Assert.Equal($"lead:{tenant.Tenant.Slug}:{id}", await KeyAsync(api));
        await DeleteAsync(api, id);
        Assert.Equal($"lead:{tenant.Tenant.Slug}:{second.GetProperty("id").GetString()}", await KeyAsync(api));
        await DeleteAsync(api, second.GetProperty("id").GetString()!);
        Assert.Equal($"phone:{tenant.Tenant.Slug}:+972501234567", await KeyAsync(api));

        var message = Assert.Single(await tenant.MessagesAsync());
        Assert.Null(message.LeadId);
        Assert.Equal("Hello", message.Text);
        Assert.Equal(1, await tenant.ReadAsync(db => db.Conversations.CountAsync()));
    }

    [Fact]
    public async Task A_lead_survives_a_change_of_phone_number()
    {
        await using var tenant = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = tenant.Api();
        (await tenant.ReceiveAsync("m1", "972501234567", "From the old one")).EnsureSuccessStatusCode();
        var lead = await CreateAsync(api, new { name = "Dana", phone_number = "+972501234567" });
        var path = $"/api/v1/leads/{lead.GetProperty("id").GetString()}";

        using var changed = await api.PatchAsJsonAsync(path, new { phone_number = "+972 52-111-1111", stage = "won" }, Cancellation);
        var now = await changed.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("+972521111111", "won", "Dana"), (now.GetProperty("phone_number").GetString(), now.GetProperty("stage").GetString(), now.GetProperty("name").GetString()));
        (await tenant.ReceiveAsync("m2", "972521111111", "From the new one")).EnsureSuccessStatusCode();
        (await tenant.ReceiveAsync("m3", "972501234567", "From the old one again")).EnsureSuccessStatusCode();

        Assert.Single((await tenant.MessagesAsync()).Select(m => m.ConversationId).Distinct());
        Assert.Equal(1, await tenant.ReadAsync(db => db.Contacts.CountAsync()));
        Assert.Equal($"lead:{tenant.Tenant.Slug}:{lead.GetProperty("id").GetString()}", await KeyAsync(api));
        await GetAsync(api, "/api/v1/conversations/by-phone/+972501234567");
        await GetAsync(api, "/api/v1/conversations/by-phone/+972521111111");
    }

    [Fact]
    public async Task A_number_of_somebody_else_is_refused()
    {
        var tenant = await app.CreateTenantAsync();
        await CreateAsync(tenant.Api, new { name = "Bob", phone_number = "+972521111111" });
        var lead = await CreateAsync(tenant.Api, new { name = "Dana", phone_number = "+972501234567" });
        using var refused = await tenant.Api.PatchAsJsonAsync($"/api/v1/leads/{lead.GetProperty("id").GetString()}", new { phone_number = "+972521111111" }, Cancellation);
        Assert.Contains("merge", (await refused.ReadAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("+972501234567", (await GetAsync(tenant.Api, $"/api/v1/leads/{lead.GetProperty("id").GetString()}")).GetProperty("phone_number").GetString());
    }

    [Fact]
    public async Task The_list_is_newest_first_and_filtered()
    {
        var tenant = await app.CreateTenantAsync();

        for (var i = 0; i < 5; i++)
        {
            await CreateAsync(tenant.Api, new { name = $"Lead {i}", phone_number = $"+97250123456{i}", stage = i % 2 == 0 ? "new" : "won" });
        }

        var (names, cursor) = (new List<string?>(), "");

        do
        {
            var page = await GetAsync(tenant.Api, $"/api/v1/leads?limit=2&cursor={cursor}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(l => l.GetProperty("name").GetString()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(5, names.Distinct().Count());
        Assert.Equal(2, (await GetAsync(tenant.Api, "/api/v1/leads?stage=won")).GetProperty("total").GetInt32());
        Assert.Equal(5, (await GetAsync(tenant.Api, "/api/v1/leads?owner=none")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync(tenant.Api, "/api/v1/leads?q=050-123-4563")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync(tenant.Api, "/api/v1/leads?q=lead%204")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Another_tenants_lead_is_as_absent_as_one_that_never_was()
    {
        var (mine, theirs) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        var lead = await CreateAsync(theirs.Api, new { name = "Theirs", phone_number = "+972501234567" });
        var path = $"/api/v1/leads/{lead.GetProperty("id").GetString()}";
        using var read = await mine.Api.GetAsync(path, Cancellation);
        using var changed = await mine.Api.PatchAsJsonAsync(path, new { stage = "won" }, Cancellation);
        using var deleted = await mine.Api.DeleteAsync(path, Cancellation);
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound], [read.StatusCode, changed.StatusCode, deleted.StatusCode]);
        using var attached = await mine.Api.PostAsJsonAsync("/api/v1/leads", new { name = "Mine", contact_id = lead.GetProperty("contact_id").GetString() }, Cancellation);
        using var nobodys = await mine.Api.PostAsJsonAsync("/api/v1/leads", new { name = "Mine", contact_id = Guid.NewGuid() }, Cancellation);
        Assert.Equal(
            (await nobodys.ReadAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString(),
            (await attached.ReadAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString());
    }

    private static async Task<string?> KeyAsync(HttpClient api)
        => Assert.Single((await GetAsync(api, "/api/v1/conversations")).GetProperty("items").EnumerateArray()).GetProperty("canonical_key").GetString();

    private static async Task<JsonElement> CreateAsync(HttpClient api, object body)
    {
        using var response = await api.PostAsJsonAsync("/api/v1/leads", body, Cancellation);
        return await response.ReadAsync(HttpStatusCode.Created);
    }

    private static async Task DeleteAsync(HttpClient api, string id)
    {
        using var response = await api.DeleteAsync($"/api/v1/leads/{id}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static async Task<JsonElement> GetAsync(HttpClient api, string path)
    {
        using var response = await api.GetAsync(path, Cancellation);
        return await response.ReadAsync(HttpStatusCode.OK);
    }
}
