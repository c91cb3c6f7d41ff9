using System.Net;
using System.Net.Http.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Team;

public sealed class ApiKeyTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_shown_once_and_known_by_its_last_four_letters_afterwards()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "shop" }, Cancellation);
        var answer = await made.ReadAsync(HttpStatusCode.Created);
        var key = answer.GetProperty("key").GetString()!;
        Assert.Matches("^omk_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(key, answer.GetProperty("api_key").GetString());

        using var list = await tenant.Api.GetAsync("/api/v1/keys", Cancellation);
        var text = await list.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        var row = (await list.ReadAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray().Single(k => k.GetProperty("name").GetString() == "shop");
        Assert.Equal(key[^4..], row.GetProperty("last4").GetString());
    }

    [Fact]
    public async Task A_revoked_key_stops_working_at_once()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "short-lived" }, Cancellation);
        var body = await made.ReadAsync(HttpStatusCode.Created);
        using var api = app.Api(body.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/instances", Cancellation)).StatusCode);

        using var revoked = await tenant.Api.DeleteAsync($"/api/v1/keys/{body.GetProperty("id").GetString()}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/instances", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v1/keys")]
    [InlineData("POST", "/api/v1/keys")]
    [InlineData("POST", "/api/v1/instances")]
    [InlineData("GET", "/api/v1/agents")]
    [InlineData("GET", "/api/v1/tenants")]
    public async Task A_limited_key_cannot_reach_what_is_the_whole_tenants(string method, string path)
    {
        var tenant = await app.CreateTenantAsync();
        var instance = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { instance } }, Cancellation);
        using var limited = app.Api((await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());

        using var request = new HttpRequestMessage(new(method), path) { Content = method == "POST" ? JsonContent.Create(new { name = "sesame" }) : null };
        using var response = await limited.SendAsync(request, Cancellation);
        await response.ReadAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_notes_when_it_was_used()
    {
        var tenant = await app.CreateTenantAsync();
        using var list = await tenant.Api.GetAsync("/api/v1/keys", Cancellation);
        var row = (await list.ReadAsync(HttpStatusCode.OK)).GetProperty("items")[0];
        Assert.NotEqual(default, row.GetProperty("last_used_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Of_many_unknown_instances_a_few_are_told()
    {
        var tenant = await app.CreateTenantAsync();
        using var response = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "x", instances = Enumerable.Range(0, 60_000).Select(n => $"nobody-{n}") }, Cancellation);
        Assert.InRange((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetRawText().Length, 1, 3_000);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":"x","instances":[]}""", "instances")]
    [InlineData("""{"name":"x","instances":[null]}""", "instances")]
    [InlineData("""{"name":"x","instances":["nobody"]}""", "instances")]
    public async Task A_key_that_makes_no_sense_is_refused(string body, string field)
    {
        var tenant = await app.CreateTenantAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await tenant.Api.PostAsync("/api/v1/keys", content, Cancellation);
        Assert.True((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(field, out _));
    }
}
