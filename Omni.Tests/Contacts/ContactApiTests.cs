using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Contacts;

public sealed class ContactApiTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_in_any_form_is_kept_as_one_and_found_by_any()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync(
            "/api/v1/contacts", new { name = "דנה לוי", phone_number = "050-123-4567", region = "il", email = "dana@example.com", attributes = new { city = "חיפה", vip = true } }, Cancellation);
        var contact = await made.ReadAsync(HttpStatusCode.Created);
        Assert.Equal("+972501234567", contact.GetProperty("phone_number").GetString());
        Assert.Equal(("חיפה", "true"), (contact.GetProperty("attributes").GetProperty("city").GetString(), contact.GetProperty("attributes").GetProperty("vip").GetString()));
        Assert.Equal("+972501234567", Assert.Single(contact.GetProperty("identities").EnumerateArray()).GetProperty("value").GetString());

        foreach (var q in (string[])["דנה", "+972 50-123-4567", "0501234567", "123-4567", "DANA@example", "972501234567@s.whatsapp.net"])
        {
            var list = await GetAsync(tenant, $"/api/v1/contacts?q={Uri.EscapeDataString(q)}");
            Assert.True(list.GetProperty("total").GetInt32() == 1, q);
        }

        Assert.Equal(0, (await GetAsync(tenant, "/api/v1/contacts?q=50%25")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("not a number")]
    [InlineData("12")]
    [InlineData("+1")]
    [InlineData("120363000000000001@g.us")]
    public async Task What_is_no_number_is_refused(string number)
    {
        var tenant = await app.CreateTenantAsync();
        using var response = await tenant.Api.PostAsJsonAsync("/api/v1/contacts", new { name = "A", phone_number = number }, Cancellation);
        var problem = await response.ReadAsync(HttpStatusCode.UnprocessableEntity);
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty("phone_number")[0].GetString()!);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":"a","email":"nobody"}""", "email")]
    [InlineData("""{"name":"a","region":"Israel"}""", "region")]
    [InlineData("""{"name":"a","attributes":{"":"x"}}""", "attributes")]
    public async Task What_makes_no_sense_is_told_beside_its_field(string body, string field)
    {
        var tenant = await app.CreateTenantAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await tenant.Api.PostAsync("/api/v1/contacts", content, Cancellation);
        Assert.NotEmpty((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task Of_twenty_who_add_the_same_number_at_once_one_succeeds()
    {
        var tenant = await app.CreateTenantAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => tenant.Api.PostAsJsonAsync("/api/v1/contacts", new { name = $"N{i}", phone_number = "+972501234567" }, Cancellation)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, (await GetAsync(tenant, "/api/v1/contacts")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_change_leaves_what_is_absent_and_clears_what_is_null()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/contacts", new { name = "Ann", phone_number = "+972501234567", email = "ann@example.com", attributes = new { a = "1", b = "2" } }, Cancellation);
        var path = made.Headers.Location!.OriginalString;

        using var changed = await tenant.Api.PatchAsJsonAsync(path, new { email = (string?)null, attributes = new { a = (string?)null, c = "3" }, phone_number = "+972521111111" }, Cancellation);
        var contact = await changed.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("Ann", null, "+972521111111"), (contact.GetProperty("name").GetString(), contact.GetProperty("email").GetString(), contact.GetProperty("phone_number").GetString()));
        Assert.Equal(["b", "c"], contact.GetProperty("attributes").EnumerateObject().Select(a => a.Name).Order());
        Assert.Equal(["+972501234567", "+972521111111"], contact.GetProperty("identities").EnumerateArray().Select(i => i.GetProperty("value").GetString()));

        var listed = Assert.Single((await GetAsync(tenant, "/api/v1/contacts")).GetProperty("items").EnumerateArray());
        Assert.Equal(contact.GetProperty("identities").ToString(), listed.GetProperty("identities").ToString());

        using var other = await tenant.Api.PostAsJsonAsync("/api/v1/contacts", new { name = "Bob", phone_number = "+972533333333" }, Cancellation);
        await other.ReadAsync(HttpStatusCode.Created);
        using var taken = await tenant.Api.PatchAsJsonAsync(path, new { phone_number = "053-333-3333", region = "IL" }, Cancellation);
        await taken.ReadAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Who_has_a_conversation_stays_and_who_has_none_goes()
    {
        await using var tenant = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = tenant.Api();
        (await tenant.ReceiveAsync("m1", "972501234567", "Hello")).EnsureSuccessStatusCode();
        using var made = await api.PostAsJsonAsync("/api/v1/contacts", new { name = "Silent" }, Cancellation);
        await made.ReadAsync(HttpStatusCode.Created);
        var list = (await (await api.GetAsync("/api/v1/contacts", Cancellation)).ReadAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray().ToList();
        var talker = list.Single(c => c.GetProperty("conversation_id").GetString() is not null);

        using var refused = await api.DeleteAsync($"/api/v1/contacts/{talker.GetProperty("id").GetString()}", Cancellation);
        Assert.Contains("history", (await refused.ReadAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var gone = await api.DeleteAsync(made.Headers.Location!.OriginalString, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var read = await api.GetAsync(made.Headers.Location!.OriginalString, Cancellation);
        await read.ReadAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_list_goes_by_name_page_by_page_with_the_nameless_last()
    {
        var tenant = await app.CreateTenantAsync();

        foreach (var body in (object[])[new { name = "Bea" }, new { phone_number = "+972501234567" }, new { name = "Ann" }, new { name = "Bea" }, new { phone_number = "+972501234568" }])
        {
            (await tenant.Api.PostAsJsonAsync("/api/v1/contacts", body, Cancellation)).EnsureSuccessStatusCode();
        }

        var (names, cursor) = (new List<string?>(), "");

        do
        {
            var page = await GetAsync(tenant, $"/api/v1/contacts?limit=1&cursor={cursor}");
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(["Ann", "Bea", "Bea", null, null], names);
    }

    [Fact]
    public async Task Another_tenants_contact_is_as_absent_as_one_that_never_was()
    {
        var (mine, theirs) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        using var made = await theirs.Api.PostAsJsonAsync("/api/v1/contacts", new { name = "Theirs", phone_number = "+972501234567" }, Cancellation);
        var path = made.Headers.Location!.OriginalString;

        using var read = await mine.Api.GetAsync(path, Cancellation);
        using var changed = await mine.Api.PatchAsJsonAsync(path, new { name = "Mine" }, Cancellation);
        using var deleted = await mine.Api.DeleteAsync(path, Cancellation);
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound], [read.StatusCode, changed.StatusCode, deleted.StatusCode]);
        Assert.Equal(0, (await GetAsync(mine, "/api/v1/contacts")).GetProperty("total").GetInt32());

        // The same number is somebody else here.
        using var own = await mine.Api.PostAsJsonAsync("/api/v1/contacts", new { name = "Mine", phone_number = "+972501234567" }, Cancellation);
        await own.ReadAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_key_limited_to_instances_cannot_touch_people()
    {
        var tenant = await app.CreateTenantAsync();
        var instance = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString();
        using var key = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { instance } }, Cancellation);
        using var limited = app.Api((await key.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());

        foreach (var path in (string[])["/api/v1/contacts", "/api/v1/contacts/export", "/api/v1/leads"])
        {
            using var response = await limited.GetAsync(path, Cancellation);
            await response.ReadAsync(HttpStatusCode.Forbidden);
        }
    }

    private static async Task<JsonElement> GetAsync(ApiTenant tenant, string path)
    {
        using var response = await tenant.Api.GetAsync(path, Cancellation);
        return await response.ReadAsync(HttpStatusCode.OK);
    }
}
