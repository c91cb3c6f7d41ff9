using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Backfill;

public sealed class ImportTests(SharedApp app)
{
    [Theory]
    [InlineData("\uFEFFDirection;Created_At;FROM_NUMBER;Body\nin;2024-05-01 12:00:00+02;+972541234567;\"one; \"\"two\"\"\nthree\"")]
    [InlineData("""[{"direction":"inbound","created_at":"2024-05-01T10:00:00","from_number":"+972541234567","body":"one; \"two\"\nthree","lead_id":null,"extra":{}}]""")]
    [InlineData("""{"direction":"received","created_at":1714557600,"from_number":972541234567,"body":"one; \"two\"\nthree"}""")]
    public async Task Messages_come_as_CSV_as_a_JSON_array_and_as_JSON_lines(string file)
    {
        var acme = await app.CreateTenantAsync();
        await acme.CreateInstanceAsync("imported-" + acme.Slug);

        Assert.Equal(1, (await acme.Api.ImportAsync(Encoding.UTF8.GetBytes(file), $"?instance=imported-{acme.Slug}")).GetProperty("staged").GetInt64());
        await acme.Api.BackfillAsync();

        var thread = (await acme.Api.GetFromJsonAsync<JsonElement>("/api/v1/conversations")).GetProperty("items")[0];
        var message = (await acme.Api.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{thread.GetProperty("id").GetString()}/messages")).GetProperty("items")[0];
        Assert.Equal("one; \"two\"\nthree", message.GetProperty("text").GetString());
        Assert.Equal(new(2024, 5, 1, 10, 0, 0, TimeSpan.Zero), message.GetProperty("sent_at").GetDateTimeOffset());
        Assert.Equal(("inbound", "customer", "received"), (message.GetProperty("direction").GetString(), message.GetProperty("source").GetString(), message.GetProperty("status").GetString()));
        Assert.Equal("imported-" + acme.Slug, message.GetProperty("instance_name").GetString());
    }

    [Fact]
    public async Task Unreadable_lines_are_named_by_their_number()
    {
        var acme = await app.CreateTenantAsync();
        var csv = await acme.Api.ImportAsync(Encoding.UTF8.GetBytes("direction,created_at,to_number\nout,2024-05-01,+972541234567\nout,2024-05-01,+972541234567,more\n,,\nout,2024-05-02,\"+972"));
        Assert.Equal((2, 0, 2), Counts(csv));
        Assert.Equal([3, 4], Lines(csv));

        var lines = await acme.Api.ImportAsync("{\"direction\":\"out\",\"to_number\":\"1\",\"created_at\":\"2\"}\nnonsense\n7\n"u8.ToArray());
        Assert.Equal((1, 0, 2), Counts(lines));
        Assert.Equal([2, 3], Lines(lines));

        var broken = await acme.Api.ImportAsync("[{\"direction\":\"in\",\"created_at\":\"1\",\"from_number\":\"3\"}, {\"dir"u8.ToArray());
        Assert.Equal(1, broken.GetProperty("unreadable").GetInt64());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,age\nAda,36", "The first line must name the columns")]
    public async Task A_file_that_is_none_is_refused(string file, string reason)
    {
        var acme = await app.CreateTenantAsync();
        using var answer = await acme.Api.PostAsync("/api/v1/backfill/messages", new StringContent(file));
        Assert.Contains(reason, (await answer.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_some_instances_neither_import_nor_heal_nor_look()
    {
        var acme = await app.CreateTenantAsync();
        var name = ApiTenants.NewName("i");
        await acme.CreateInstanceAsync(name);
        using var made = await acme.Api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { name } });
        using var limited = app.Api((await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());

        foreach (var answer in new[]
        {
            await limited.PostAsync("/api/v1/backfill/messages", new StringContent("direction,created_at")),
            await limited.PostAsJsonAsync("/api/v1/backfill/conversations", new { dry_run = true }),
            await limited.GetAsync("/api/v1/jobs"),
            await limited.GetAsync($"/api/v1/jobs/{Guid.NewGuid()}"),
            await limited.PostAsync($"/api/v1/jobs/{Guid.NewGuid()}/cancel", null),
        })
        {
            await answer.ReadAsync(HttpStatusCode.Forbidden);
            answer.Dispose();
        }
    }

    [Fact]
    public async Task Another_tenants_job_is_not_found()
    {
        var (acme, other) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        var id = await acme.Api.StartBackfillAsync();

        using var answer = await other.Api.GetAsync($"/api/v1/jobs/{id}");
        using var cancel = await other.Api.PostAsync($"/api/v1/jobs/{id}/cancel", null);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (answer.StatusCode, cancel.StatusCode));
        Assert.Equal(0, (await other.Api.GetFromJsonAsync<JsonElement>("/api/v1/jobs")).GetProperty("total").GetInt32());
    }

    private static (long Staged, long Known, long Unreadable) Counts(JsonElement answer)
        => (answer.GetProperty("staged").GetInt64(), answer.GetProperty("known").GetInt64(), answer.GetProperty("unreadable").GetInt64());

    private static IEnumerable<long> Lines(JsonElement answer) => answer.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("line").GetInt64());
}
