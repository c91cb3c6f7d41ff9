using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Tenancy;
using Omni.Tests.Support;

namespace Omni.Tests.Tenancy;

public sealed class TenantApiTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_comes_with_its_first_key()
    {
        using var platform = app.Api();
        using var made = await platform.PostAsJsonAsync("/api/v1/tenants", new { slug = "acme", name = "Acme", default_region = "il" }, Cancellation);
        var tenant = await made.ReadAsync(HttpStatusCode.Created);
        Assert.Equal("/api/v1/tenants/acme", made.Headers.Location?.OriginalString);
        Assert.Equal("IL", tenant.GetProperty("default_region").GetString());
        Assert.EndsWith("Z", tenant.GetProperty("created_at").GetString(), StringComparison.Ordinal);

        using var own = app.Api(tenant.GetProperty("api_key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync("/api/v1/instances", Cancellation)).StatusCode);
        using var read = await platform.GetAsync("/api/v1/tenants/acme", Cancellation);
        Assert.False((await read.ReadAsync(HttpStatusCode.OK)).TryGetProperty("api_key", out _));
    }

    [Fact]
    public async Task Of_many_who_make_the_same_tenant_one_succeeds()
    {
        using var platform = app.Api();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => platform.PostAsJsonAsync("/api/v1/tenants", new { slug = "race", name = "Race" }, Cancellation)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("""{"slug":"Acme","name":"x"}""", "slug")]
    [InlineData("""{"slug":"a","name":"x"}""", "slug")]
    [InlineData("""{"slug":"ok\n","name":"x"}""", "slug")]
    [InlineData("""{"slug":"ok"}""", "name")]
    [InlineData("""{"slug":"ok","name":"x","default_region":"ZZZ"}""", "default_region")]
    public async Task A_tenant_that_makes_no_sense_is_refused(string body, string field)
    {
        using var platform = app.Api();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await platform.PostAsync("/api/v1/tenants", content, Cancellation);
        Assert.True((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("GET", "/api/v1/tenants")]
    [InlineData("POST", "/api/v1/tenants")]
    [InlineData("GET", "/api/v1/tenants/default")]
    [InlineData("PATCH", "/api/v1/tenants/default")]
    [InlineData("DELETE", "/api/v1/tenants/default")]
    public async Task A_tenants_key_cannot_reach_tenants(string method, string path)
    {
        var tenant = await app.CreateTenantAsync();
        using var request = new HttpRequestMessage(new(method), path) { Content = method is "POST" or "PATCH" ? JsonContent.Create(new { name = "x" }) : null };
        using var response = await tenant.Api.SendAsync(request, Cancellation);
        await response.ReadAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_default_tenant_stays()
    {
        using var platform = app.Api();
        using var response = await platform.DeleteAsync("/api/v1/tenants/default", Cancellation);
        await response.ReadAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_deleted_tenant_leaves_no_row_behind_and_its_key_is_dead()
    {
        var (gone, stays) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        await gone.CreateInstanceAsync(fields: new { agent_instance_type = "echo" });
        await stays.CreateInstanceAsync(fields: new { agent_instance_type = "echo" });
        using var platform = app.Api();
        using var read = await platform.GetAsync($"/api/v1/tenants/{gone.Slug}", Cancellation);
        var id = (await read.ReadAsync(HttpStatusCode.OK)).GetProperty("id").GetGuid();

        using var deleted = await platform.DeleteAsync($"/api/v1/tenants/{gone.Slug}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await gone.Api.GetAsync("/api/v1/instances", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.GetAsync($"/api/v1/tenants/{gone.Slug}", Cancellation)).StatusCode);
        Assert.Equal(1, (await (await stays.Api.GetAsync("/api/v1/instances", Cancellation)).ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
        Assert.All(await RowsOfAsync(id), table => Assert.Equal(0, table.Value));
    }

    [Fact]
    public async Task A_tenant_is_deleted_while_messages_come_in()
    {
        await using var gone = await TestTenant.CreateAsync(app, hasAgent: false);
        using var platform = app.Api();
        using var ending = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 6).Select(SendAsync).ToArray();
        await gone.WaitForMessagesAsync(m => m.Count > 5);

        using var deleted = await platform.DeleteAsync($"/api/v1/tenants/{gone.Tenant.Slug}", Cancellation);
        await ending.CancelAsync();
        await Task.WhenAll(senders);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.All(await RowsOfAsync(gone.Tenant.Id.Value), table => Assert.Equal(0, table.Value));

        async Task SendAsync(int sender)
        {
            for (var i = 0; !ending.IsCancellationRequested; i++)
            {
                using var answer = await gone.ReceiveAsync($"{sender}-{i}", $"551198888{sender % 3:0000}", "Oi");
            }
        }
    }

    [Fact]
    public async Task Webhooks_of_a_deleted_tenant_find_no_instance_at_once()
    {
        await using var gone = await TestTenant.CreateAsync(app, hasAgent: false);
        (await gone.ReceiveAsync("BEFORE", "5511988887777", "Oi")).EnsureSuccessStatusCode();
        var forgotten = new ConcurrentQueue<FeedEvent>();
        using var listening = app.Services.GetRequiredService<LiveFeed>().Subscribe(gone.Tenant.Id, forgotten.Enqueue);
        using var platform = app.Api();
        using var deleted = await platform.DeleteAsync($"/api/v1/tenants/{gone.Tenant.Slug}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        using var after = await gone.ReceiveAsync("AFTER", "5511988887777", "Anybody?");

        // What was remembered of it lasts some seconds, on every node, unless they are told.
        Assert.Contains(forgotten, change => change.Kind is FeedKind.Instance && change.SubjectId == gone.InstanceId);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    private async Task<Dictionary<string, long>> RowsOfAsync(Guid tenant)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(Cancellation);
        var tables = db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))).Select(e => e.GetTableName()!).ToArray();
        Assert.Contains("messages", tables);

        // As the superuser, whom row-level security does not keep from looking.
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(Cancellation);
        var rows = new Dictionary<string, long>();

        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table} WHERE tenant_id = $1", connection) { Parameters = { new() { Value = tenant } } };
            rows[table] = (long)(await command.ExecuteScalarAsync(Cancellation))!;
        }

        return rows;
    }
}
