using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Contacts;

public sealed class ContactImportTests(SharedApp app)
{
    private const string People = """
        name;phone;email;city;stage;value;notes
        דנה לוי;050-123-4567;dana@example.com;חיפה;qualified;1500.50;"Called twice.
        Wants a ""demo""."
        חברה בע"מ;+972 52 111 1111;;;;;
        Only mail;;only@example.com;Haifa;;;
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_a_spreadsheet_makes_people_and_leads_and_the_same_file_twice_makes_nothing_twice()
    {
        var tenant = await CreateInIsraelAsync();
        var first = await ImportAsync(tenant, "\uFEFF" + People);
        Assert.Equal((3, 3, 0, 1, 0), (Of(first, "rows"), Of(first, "created"), Of(first, "updated"), Of(first, "leads"), Of(first, "failed")));

        var second = await ImportAsync(tenant, People);
        Assert.Equal((3, 0, 0, 3, 0), (Of(second, "rows"), Of(second, "created"), Of(second, "updated"), Of(second, "unchanged"), Of(second, "leads")));
        var contacts = (await GetAsync(tenant, "/api/v1/contacts")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["Only mail", "דנה לוי", "חברה בע\"מ"], contacts.Select(c => c.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("חיפה", contacts.Single(c => c.GetProperty("phone_number").GetString() == "+972501234567").GetProperty("attributes").GetProperty("city").GetString());

        var lead = Assert.Single((await GetAsync(tenant, "/api/v1/leads")).GetProperty("items").EnumerateArray());
        Assert.Equal(("qualified", "csv", 1500.50m), (lead.GetProperty("stage").GetString(), lead.GetProperty("source").GetString(), lead.GetProperty("value").GetDecimal()));
        Assert.Contains("Wants a \"demo\".", lead.GetProperty("notes").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_told_by_number_and_do_not_stop_the_others()
    {
        var tenant = await CreateInIsraelAsync();
        var summary = await ImportAsync(tenant, """
            name,phone_number,email,value
            A,+972501234567,,
            B,12,,
            "C
            C",,nobody,

            D,,,
            E,+972501234568,,much
            "F,+972501234569,,
            G,+972501234560,,
            """);

        Assert.Equal((2, 5), (Of(summary, "created"), Of(summary, "failed")));
        var errors = summary.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal([3, 4, 7, 8, 9], errors.Select(e => Of(e, "line")));
        Assert.Equal("'12' is no telephone number.", errors[0].GetProperty("reason").GetString());
        Assert.All(errors, e => Assert.NotEmpty(e.GetProperty("reason").GetString()!));
    }

    [Fact]
    public async Task Who_is_known_is_only_added_to()
    {
        var tenant = await CreateInIsraelAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/contacts", new { name = "Dana", phone_number = "0501234567", attributes = new { a = "1" } }, Cancellation);
        await made.ReadAsync(HttpStatusCode.Created);
        var summary = await ImportAsync(tenant, "name,phone,email,b\nOther,972501234567,dana@example.com,2\nOther again,+972-50-1234567,,\n");

        Assert.Equal((2, 0, 1), (Of(summary, "rows"), Of(summary, "created"), Of(summary, "updated")));
        var contact = await GetAsync(tenant, made.Headers.Location!.OriginalString);
        Assert.Equal(("Dana", "dana@example.com"), (contact.GetProperty("name").GetString(), contact.GetProperty("email").GetString()));
        Assert.Equal(["a", "b"], contact.GetProperty("attributes").EnumerateObject().Select(a => a.Name).Order());
    }

    [Fact]
    public async Task A_form_may_carry_the_file_and_two_at_once_make_nobody_twice()
    {
        var tenant = await CreateInIsraelAsync();
        var csv = string.Join('\n', Enumerable.Range(0, 1200).Select(i => $"N{i},+97250{1000000 + i}").Prepend("name,phone"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", "people.csv" } };
            using var response = await tenant.Api.PostAsync("/api/v1/contacts/import", form, Cancellation);
            return await response.ReadAsync(HttpStatusCode.OK);
        }));
        Assert.Equal(1200, answers.Sum(a => Of(a, "created")));
        Assert.Equal(1200, Of(await GetAsync(tenant, "/api/v1/contacts?limit=1"), "total"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("first,last\nA,B")]
    public async Task A_file_without_columns_that_mean_anything_is_refused(string csv)
    {
        var tenant = await CreateInIsraelAsync();
        using var response = await PostAsync(tenant, Encoding.UTF8.GetBytes(csv));
        await response.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_is_too_large_or_not_UTF8_is_refused_as_a_whole()
    {
        var tenant = await CreateInIsraelAsync();
        using var foreign = await PostAsync(tenant, [.. "name,phone\n"u8, 0xE3, 0xF0, 0xE4, .. ",0501234567"u8]);
        Assert.Contains("UTF-8", (await foreign.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var many = await PostAsync(tenant, Encoding.UTF8.GetBytes("name,email\n" + string.Concat(Enumerable.Range(0, 50_001).Select(i => $"a,a{i}@b.io\n"))));
        await many.ReadAsync(HttpStatusCode.UnprocessableEntity);
        using var huge = await PostAsync(tenant, new byte[11 * 1024 * 1024]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        Assert.Equal(0, Of(await GetAsync(tenant, "/api/v1/contacts"), "total"));
    }

    [Theory]
    [InlineData("Levi בע\"מ,\"+972502229999")]
    [InlineData("\"Levi\"x,\"+972502229999")]
    public async Task A_line_with_a_stray_quote_and_one_that_stays_open_takes_no_other_line_along(string line)
    {
        var tenant = await CreateInIsraelAsync();

        var summary = await ImportAsync(tenant, $"name,phone_number\n{line}\nGood,+972502220000\n\"Also\ngood\",+972502220001\nLtd בע\"מ,+972502220002\n");

        Assert.Equal((3, 1), (Of(summary, "created"), Of(summary, "failed")));
        Assert.Equal(2, Of(Assert.Single(summary.GetProperty("errors").EnumerateArray()), "line"));
    }

    [Theory]
    [InlineData("--x")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nname\nAnn")]
    public async Task A_form_that_breaks_off_is_refused(string form)
    {
        var tenant = await CreateInIsraelAsync();
        using var body = new StringContent(form);
        body.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");

        using var response = await tenant.Api.PostAsync("/api/v1/contacts/import", body, Cancellation);

        await response.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_is_exported_holds_no_formula_and_comes_in_again_as_it_was()
    {
        var (tenant, other) = (await CreateInIsraelAsync(), await CreateInIsraelAsync());
        await ImportAsync(tenant, "name,phone,email,note\n=HYPERLINK(1),0501234567,,\"a \"\"b\"\"\nc\"\n-דנה,,d@example.com,@x\n");
        using var exported = await tenant.Api.GetAsync("/api/v1/contacts/export", Cancellation);
        Assert.Equal("text/csv", exported.Content.Headers.ContentType?.MediaType);
        var csv = await exported.Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("\"'=HYPERLINK(1)\",\"+972501234567\",", csv, StringComparison.Ordinal);
        Assert.Contains("'@x", csv, StringComparison.Ordinal);
        Assert.Equal(2, Of(await ImportAsync(other, csv), "created"));
        Assert.Equal(2, Of(await ImportAsync(tenant, csv), "unchanged"));
        Assert.Contains("=HYPERLINK(1)", (await GetAsync(other, "/api/v1/contacts")).GetProperty("items").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    private async Task<ApiTenant> CreateInIsraelAsync()
    {
        var tenant = await app.CreateTenantAsync();
        using var platform = app.Api();
        using var changed = await platform.PatchAsJsonAsync($"/api/v1/tenants/{tenant.Slug}", new { default_region = "IL" }, Cancellation);
        await changed.ReadAsync(HttpStatusCode.OK);
        return tenant;
    }

    private static int Of(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static async Task<HttpResponseMessage> PostAsync(ApiTenant tenant, byte[] csv)
    {
        using var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new("text/csv");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/contacts/import") { Content = content };

        // Who asks first is refused before anything is sent.
        request.Headers.ExpectContinue = true;
        return await tenant.Api.SendAsync(request, Cancellation);
    }

    private static async Task<JsonElement> ImportAsync(ApiTenant tenant, string csv)
    {
        using var response = await PostAsync(tenant, Encoding.UTF8.GetBytes(csv));
        return await response.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task<JsonElement> GetAsync(ApiTenant tenant, string path)
    {
        using var response = await tenant.Api.GetAsync(path, Cancellation);
        return await response.ReadAsync(HttpStatusCode.OK);
    }
}
