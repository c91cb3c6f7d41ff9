using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

public sealed class ApiDoorTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("omk_wrong")]
    public async Task Without_a_good_key_the_answer_is_401_and_says_how_to_come_in(string? key)
    {
        using var api = key is null ? app.Http() : app.Api(key);
        using var response = await api.GetAsync("/api/v1/instances", Cancellation);

        var problem = await response.ReadAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("ApiKey", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(401, problem.GetProperty("status").GetInt32());
        Assert.All(["type", "title", "detail", "traceId"], name => Assert.NotEmpty(problem.GetProperty(name).GetString()!));
    }

    [Fact]
    public async Task A_key_is_taken_as_a_bearer_token_too()
    {
        using var api = app.Http();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OmniApp.PlatformKey);
        using var response = await api.GetAsync("/api/v1/tenants", Cancellation);
        await response.ReadAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_platform_key_acts_in_the_tenant_it_names_and_in_default_otherwise()
    {
        var tenant = await app.CreateTenantAsync();
        var instance = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString();
        using var platform = app.Api();

        Assert.Equal(HttpStatusCode.NotFound, (await platform.GetAsync($"/api/v1/instances/{instance}", Cancellation)).StatusCode);
        platform.DefaultRequestHeaders.Add("X-Omni-Tenant", tenant.Slug);
        Assert.Equal(HttpStatusCode.OK, (await platform.GetAsync($"/api/v1/instances/{instance}", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_platform_key_that_names_no_tenant_gets_404()
    {
        using var platform = app.Api();
        platform.DefaultRequestHeaders.Add("X-Omni-Tenant", "nobody");
        using var response = await platform.GetAsync("/api/v1/instances", Cancellation);
        await response.ReadAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_tenant_key_stays_in_its_tenant_whatever_the_header_says()
    {
        var (mine, theirs) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        var instance = (await theirs.CreateInstanceAsync()).GetProperty("name").GetString();
        mine.Api.DefaultRequestHeaders.Add("X-Omni-Tenant", theirs.Slug);

        Assert.Equal(HttpStatusCode.NotFound, (await mine.Api.GetAsync($"/api/v1/instances/{instance}", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("{\"name\":", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("[1,2]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"name\":{}}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("name=x", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_cannot_be_read_is_refused_as_a_problem(string body, string type, HttpStatusCode expected)
    {
        using var api = app.Api();
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await api.PostAsync("/api/v1/instances", content, Cancellation);
        var problem = await response.ReadAsync(expected);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.DoesNotContain("Omni.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing-here", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/nothing-here", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/v1/tenants", HttpStatusCode.MethodNotAllowed)]
    public async Task Unknown_addresses_and_methods_are_problems_even_for_browsers(string method, string path, HttpStatusCode expected)
    {
        using var api = app.Api();
        using var request = new HttpRequestMessage(new(method), path) { Headers = { { "Accept", "text/html" } } };
        using var response = await api.SendAsync(request, Cancellation);
        await response.ReadAsync(expected);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=%21%21", "cursor")]
    public async Task A_bad_page_is_a_field_error(string query, string field)
    {
        using var api = app.Api();
        using var response = await api.GetAsync($"/api/v1/instances?{query}", Cancellation);
        var problem = await response.ReadAsync(HttpStatusCode.UnprocessableEntity);
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field).EnumerateArray());
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        var tenant = await app.CreateTenantAsync();
        var names = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!));
        var seen = new List<string>();
        string? cursor = null;

        do
        {
            using var response = await tenant.Api.GetAsync($"/api/v1/instances?limit=2&cursor={cursor}", Cancellation);
            var page = await response.ReadAsync(HttpStatusCode.OK);
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(names.Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task The_document_names_the_key_and_the_page_shows_it()
    {
        using var nobody = app.Http();
        using var response = await nobody.GetAsync("/openapi/v1.json", Cancellation);
        var document = await response.ReadAsync(HttpStatusCode.OK);
        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey");
        Assert.Equal("x-api-key", scheme.GetProperty("name").GetString());
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/v1/instances/{name}", out _));
        Assert.Contains("swagger", await nobody.GetStringAsync("/api/docs/index.html", Cancellation), StringComparison.OrdinalIgnoreCase);
    }
}
