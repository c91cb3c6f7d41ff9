// Numbers over traces: exact on a set that is known, and of one's own traces only.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Tests.Support;

namespace Omni.Tests.Traces;

public sealed class SummaryTests(SharedApp app)
{
    private const string Summary = "/api/v1/traces/analytics/summary";

    [Fact]
    public async Task Counts_rates_and_percentiles_are_exact()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        var at = app.Clock.GetUtcNow().AddHours(-2);
        await KnownTraces.AddAsync(acme, "one", "two", at);

        var found = await ReadAsync(acme.Api(), Summary);

        Assert.Equal((29, 22, 4, 1, 1, 1), (Number("total"), Number("completed"), Number("errors"), Number("access_denied"), Number("superseded"), Number("in_progress")));
        Assert.Equal(0.8462, found.GetProperty("success_rate").GetDouble());
        Assert.Equal((24, 1708.3, 1250, 5000, 5000), Times(found.GetProperty("agent_processing_time_ms")));
        Assert.Equal((20, 1100, 1100, 1955, 2031), Times(found.GetProperty("total_processing_time_ms")));
        Assert.Equal(
            """{"webhook_received":0,"processing":0,"agent_called":1,"agent_success":0,"formatted":0,"sending":0,"completed":22,"error":4,"access_denied":1,"superseded":1}""",
            found.GetProperty("by_status").GetRawText());
        Assert.Equal("""{"webhook":0,"agent":4,"channel":0}""", found.GetProperty("by_error_stage").GetRawText());
        Assert.Equal("""[{"error_stage":"agent","error_message":"Away.","count":3},{"error_stage":"agent","error_message":"Too slow.","count":1}]""", found.GetProperty("top_errors").GetRawText());
        var instances = found.GetProperty("by_instance").EnumerateArray().ToList();
        Assert.Equal([("one", 22), ("two", 7)], instances.Select(i => (i.GetProperty("instance_name").GetString(), i.GetProperty("total").GetInt32())));
        Assert.Equal((20, 1050, 1050, 1905, 1981), Times(instances[0].GetProperty("agent_processing_time_ms")));
        Assert.Equal(0, instances[1].GetProperty("success_rate").GetDouble());
        AssertOverTime(found, at);

        int Number(string name) => found.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task People_are_found_as_they_are_called_now_and_visitors_as_screens_call_them()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        (await acme.ReceiveAsync("A", "5511988887777", "Oi")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("B", "5511977776666", "Oi")).EnsureSuccessStatusCode();
        var persons = await acme.ReadAsync(db => db.Contacts.OrderBy(c => c.CreatedAt).Select(c => c.Id).ToListAsync());
        await acme.ReadAsync(db => db.Contacts.Where(c => c.Id == persons[0]).ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, "Beatriz 100% Lima")));
        await acme.ReadAsync(db => db.Contacts.Where(c => c.Id == persons[1]).ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, (string?)null).SetProperty(x => x.PhoneNumber, (string?)null)));
        await acme.ReadAsync(db => db.ContactIdentities.Where(i => i.ContactId == persons[1]).ExecuteUpdateAsync(i => i.SetProperty(x => x.Channel, ChannelType.WebChat).SetProperty(x => x.Kind, IdentityKind.Visitor)));

        foreach (var (query, person) in ((string, Guid)[])[("beatriz 100%25", persons[0]), ($"Visitor {persons[1].ToString()[^4..]}", persons[1])])
        {
            var found = await ReadAsync(acme.Api(), $"/api/v1/traces?q={query}");
            var expected = await acme.ReadAsync(db => db.Conversations.Where(c => c.ContactId == person).Select(c => c.Id).SingleAsync());
            Assert.Equal(expected, Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("conversation_id").GetGuid());
            Assert.Equal(1, (await ReadAsync(acme.Api(), $"{Summary}?q={query}")).GetProperty("total").GetInt32());
        }
    }

    [Fact]
    public async Task Every_filter_leaves_the_same_in_the_list_and_in_the_numbers()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        var at = app.Clock.GetUtcNow().AddHours(-2);
        await KnownTraces.AddAsync(acme, "one", "two", at);
        (string Query, int Expected)[] filters =
        [
            ("", 29), ("instance_name=one", 22), ("instance_name=nowhere", 0), ("status=error", 4), ("status=access_denied", 1), ("phone=%2B972501234567", 20), ("phone=0501234567", 0),
            ("phone=972501234567", 20), ("phone=551188887777", 7), ("q=dana", 20), ("q=%D7%93%D7%A0%D7%94", 2), ("q=050-123-4567", 20), ("q=%25", 0), ($"conversation_id={Guid.NewGuid()}", 0),
            ("from=0001-01-01T00:00:00Z", 29), ("to=9999-12-31T23:59:59Z", 29), ($"from={Write(at.AddMinutes(20))}", 4), ($"to={Write(at.AddMinutes(3))}", 6), ($"from={Write(at.AddMinutes(2))}&to={Write(at.AddMinutes(4))}&instance_name=two", 2),
        ];

        foreach (var (query, expected) in filters)
        {
            var list = await ReadAsync(acme.Api(), $"/api/v1/traces?limit=200&{query}");
            Assert.Equal((query, expected, expected), (query, list.GetProperty("total").GetInt32(), list.GetProperty("items").GetArrayLength()));
            Assert.Equal((query, expected), (query, (await ReadAsync(acme.Api(), $"{Summary}?{query}")).GetProperty("total").GetInt32()));
        }
    }

    [Theory]
    [InlineData("status=never", "status")]
    [InlineData("from=yesterday", "from")]
    [InlineData("conversation_id=1", "conversation_id")]
    public async Task A_filter_that_makes_no_sense_is_refused(string query, string field)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        using var answer = await api.GetAsync($"{Summary}?{query}");
        Assert.True((await answer.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Another_tenant_counts_nothing_and_a_limited_key_its_own_instances()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        using var second = await api.PostAsJsonAsync("/api/v1/instances", new { name = $"{acme.Tenant.Slug}-chat", channel_type = "webchat" });
        await second.ReadAsync(HttpStatusCode.Created);
        await KnownTraces.AddAsync(acme, acme.InstanceName, $"{acme.Tenant.Slug}-chat", app.Clock.GetUtcNow().AddHours(-1));
        using var made = await api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { $"{acme.Tenant.Slug}-chat" } });
        using var limited = app.Api((await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());

        var strangers = await ReadAsync(bolt.Api(), Summary);
        Assert.Equal((0, 0, JsonValueKind.Null), (strangers.GetProperty("total").GetInt32(), strangers.GetProperty("by_instance").GetArrayLength(), strangers.GetProperty("success_rate").ValueKind));
        Assert.Equal(0, (await ReadAsync(bolt.Api(), $"{Summary}?instance_name={acme.InstanceName}")).GetProperty("total").GetInt32());
        Assert.Equal(7, (await ReadAsync(limited, Summary)).GetProperty("total").GetInt32());
        Assert.Equal(0, (await ReadAsync(limited, $"{Summary}?instance_name={acme.InstanceName}")).GetProperty("total").GetInt32());
        Assert.Equal(7, (await ReadAsync(limited, "/api/v1/traces")).GetProperty("total").GetInt32());
    }

    private static void AssertOverTime(JsonElement found, DateTimeOffset at)
    {
        var size = TimeSpan.FromSeconds(found.GetProperty("bucket_seconds").GetInt64());
        var buckets = found.GetProperty("over_time").EnumerateArray().ToList();
        Assert.Equal(TimeSpan.FromMinutes(5), size);
        Assert.Equal((29, 4), (buckets.Sum(b => b.GetProperty("total").GetInt32()), buckets.Sum(b => b.GetProperty("errors").GetInt32())));
        Assert.InRange(buckets.Count, 23, 26);
        var begins = buckets.ConvertAll(b => b.GetProperty("from").GetDateTimeOffset());
        Assert.All(begins.Zip(begins.Skip(1)), pair => Assert.Equal(size, pair.Second - pair.First));
        Assert.InRange(at.AddMinutes(1) - begins[0], TimeSpan.Zero, size);
    }

    private static (int Count, double Average, double P50, double P95, double P99) Times(JsonElement times)
        => (times.GetProperty("count").GetInt32(), times.GetProperty("average").GetDouble(), times.GetProperty("p50").GetDouble(), times.GetProperty("p95").GetDouble(), times.GetProperty("p99").GetDouble());

    private static string Write(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("O"));

    private static async Task<JsonElement> ReadAsync(HttpClient api, string path)
    {
        using var answer = await api.GetAsync(path, TestContext.Current.CancellationToken);
        return await answer.ReadAsync(HttpStatusCode.OK);
    }
}
