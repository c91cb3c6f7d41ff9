// The rules over REST: shapes, refusals, paging, and how far a key reaches.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Access;
using Omni.Tests.Support;

namespace Omni.Tests.Access;

public sealed class AccessApiTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_is_made_found_and_deleted()
    {
        var tenant = await app.CreateTenantAsync();
        var chat = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;
        var until = app.Clock.GetUtcNow() + TimeSpan.FromDays(1);

        var made = await Rules.MakeAsync(tenant.Api, "block", "+1 (212) 555*", chat, "ספאם", until);

        Assert.Equal(
            ["action", "created_at", "created_by", "expires_at", "id", "instance_name", "phone_number", "reason", "state"], made.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("block", "+1212555*", chat, "ספאם", "active"),
            (made.GetProperty("action").GetString(), made.GetProperty("phone_number").GetString(), made.GetProperty("instance_name").GetString(), made.GetProperty("reason").GetString(), made.GetProperty("state").GetString()));
        var id = made.GetProperty("id").GetString();
        var listed = Assert.Single((await GetAsync(tenant.Api, "rules")).GetProperty("items").EnumerateArray());
        Assert.Equal(made.ToString(), listed.ToString());

        using var deleted = await tenant.Api.DeleteAsync($"/api/v1/access/rules/{id}", Cancellation);
        using var again = await tenant.Api.DeleteAsync($"/api/v1/access/rules/{id}", Cancellation);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, again.StatusCode));
        Assert.Equal(0, (await GetAsync(tenant.Api, "rules")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task What_makes_no_rule_is_refused_field_by_field()
    {
        var tenant = await app.CreateTenantAsync();
        using var nothing = await Rules.PostAsync(tenant.Api, new { });
        var errors = (await nothing.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors");
        Assert.Equal(["action", "phone_number"], errors.EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));

        using var past = await Rules.PostAsync(tenant.Api, new { phone_number = "+1*", action = "block", expires_at = app.Clock.GetUtcNow() - TimeSpan.FromMinutes(1), reason = new string('x', 501) });
        errors = (await past.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors");
        Assert.Equal(["expires_at", "reason"], errors.EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));

        using var inside = await Rules.PostAsync(tenant.Api, new { phone_number = "+1*2", action = "block" });
        Assert.Contains("at the end only", (await inside.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").GetProperty("phone_number")[0].GetString(), StringComparison.Ordinal);

        using var nowhere = await Rules.PostAsync(tenant.Api, new { phone_number = "+1*", action = "block", instance_name = "nowhere" });
        await nowhere.ReadAsync(HttpStatusCode.NotFound);
        using var nobody = await tenant.Api.PostAsJsonAsync("/api/v1/access/check", new { instance = "nowhere", sender = "+1" }, Cancellation);
        await nobody.ReadAsync(HttpStatusCode.NotFound);
        var chat = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;
        using var prefix = await tenant.Api.PostAsJsonAsync("/api/v1/access/check", new { instance = chat, sender = "+1*" }, Cancellation);
        Assert.True((await prefix.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("sender", out _));
        using var unsaid = await tenant.Api.PostAsJsonAsync("/api/v1/access/check", new { sender = "+12125550123" }, Cancellation);
        await unsaid.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_same_twice_is_a_conflict_in_whatever_form_and_also_at_once()
    {
        var tenant = await app.CreateTenantAsync();
        var chat = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;
        await Rules.MakeAsync(tenant.Api, "block", "+12125550123");
        await Rules.MakeAsync(tenant.Api, "allow", "+12125550123");
        await Rules.MakeAsync(tenant.Api, "block", "+12125550123", chat);
        await Rules.MakeAsync(tenant.Api, "block", "+12125550123*");

        foreach (var (form, instance) in new[] { ("(212) 555-0123", null), ("12125550123@s.whatsapp.net", null), ("+1 212 555 0123", chat) })
        {
            using var twice = await Rules.PostAsync(tenant.Api, new { phone_number = form, action = "block", instance_name = instance });
            await twice.ReadAsync(HttpStatusCode.Conflict);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Rules.PostAsync(tenant.Api, new { phone_number = "+49*", action = "block" })));
        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(a => a.StatusCode is HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Lists_come_in_pages_and_are_searched_by_number_reason_and_instance()
    {
        var tenant = await app.CreateTenantAsync();
        var chat = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;

        for (var n = 0; n < 5; n++)
        {
            await Rules.MakeAsync(tenant.Api, "block", $"+1212555012{n}", n < 2 ? chat : null, n == 3 ? "מטריד את הצוות" : null);
        }

        var seen = new List<string?>();
        var cursor = "";

        do
        {
            var page = await GetAsync(tenant.Api, $"rules?limit=2{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("phone_number").GetString()));
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(Enumerable.Range(0, 5).Reverse().Select(n => $"+1212555012{n}"), seen);
        Assert.Equal(2, (await GetAsync(tenant.Api, $"rules?instance={chat}")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync(tenant.Api, "rules?q=(212) 555-0124")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync(tenant.Api, "rules?q=מטריד")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await GetAsync(tenant.Api, "rules?q=100%25")).GetProperty("total").GetInt32());
        using var bad = await tenant.Api.GetAsync("/api/v1/access/rules?cursor=nonsense", Cancellation);
        await bad.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_limited_key_sees_and_makes_the_rules_of_its_instances_and_no_others()
    {
        var tenant = await app.CreateTenantAsync();
        var mine = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;
        var other = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "shop", instances = new[] { mine } }, Cancellation);
        using var limited = app.Api((await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());
        var ofAll = await Rules.MakeAsync(tenant.Api, "block", "+49*", reason: "For the whole house");
        var ofOther = await Rules.MakeAsync(tenant.Api, "block", "+49*", other);

        var own = await Rules.MakeAsync(limited, "allow", "+4930*", mine);
        Assert.Equal("API key “shop”", own.GetProperty("created_by").GetString());
        using var everywhere = await Rules.PostAsync(limited, new { phone_number = "+1*", action = "block" });
        await everywhere.ReadAsync(HttpStatusCode.Forbidden);
        using var elsewhere = await Rules.PostAsync(limited, new { phone_number = "+1*", action = "block", instance_name = other });
        await elsewhere.ReadAsync(HttpStatusCode.NotFound);

        Assert.Equal(own.GetProperty("id").GetString(), Assert.Single((await GetAsync(limited, "rules")).GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(0, (await GetAsync(limited, $"rules?instance={other}")).GetProperty("total").GetInt32());

        foreach (var rule in new[] { ofAll, ofOther })
        {
            using var refused = await limited.DeleteAsync($"/api/v1/access/rules/{rule.GetProperty("id").GetString()}", Cancellation);
            await refused.ReadAsync(HttpStatusCode.NotFound);
        }

        // That somebody is blocked by a rule for all is told; what the rule says is not.
        var blocked = await Rules.CheckAsync(limited, mine, "+498912345678");
        Assert.Equal((false, JsonValueKind.Null), (blocked.GetProperty("allowed").GetBoolean(), blocked.GetProperty("rule").ValueKind));
        Assert.DoesNotContain("whole house", blocked.ToString(), StringComparison.Ordinal);
        Assert.Equal(own.GetProperty("id").GetString(), (await Rules.CheckAsync(limited, mine, "+493012345678")).GetProperty("rule").GetProperty("id").GetString());
        using var unreachable = await limited.PostAsJsonAsync("/api/v1/access/check", new { instance = other, sender = "+498912345678" }, Cancellation);
        await unreachable.ReadAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_tenants_rules_and_instances_look_like_ones_that_never_were()
    {
        var acme = await app.CreateTenantAsync();
        var bolt = await app.CreateTenantAsync();
        var chat = (await acme.CreateInstanceAsync()).GetProperty("name").GetString()!;
        var rule = await Rules.MakeAsync(acme.Api, "block", "+49*");

        using var deleted = await bolt.Api.DeleteAsync($"/api/v1/access/rules/{rule.GetProperty("id").GetString()}", Cancellation);
        using var never = await bolt.Api.DeleteAsync($"/api/v1/access/rules/{Guid.NewGuid()}", Cancellation);
        using var made = await Rules.PostAsync(bolt.Api, new { phone_number = "+1*", action = "block", instance_name = chat });
        using var asked = await bolt.Api.PostAsJsonAsync("/api/v1/access/check", new { instance = chat, sender = "+493012345678" }, Cancellation);

        Assert.All([deleted, never, made, asked], a => Assert.Equal(HttpStatusCode.NotFound, a.StatusCode));
        Assert.Equal(Detail(await never.ReadAsync(HttpStatusCode.NotFound)), Detail(await deleted.ReadAsync(HttpStatusCode.NotFound)));
        Assert.Equal(0, (await GetAsync(bolt.Api, "rules")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync(acme.Api, "rules")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Rules_are_many_but_not_endless_and_go_with_their_instance()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var rule = await Rules.MakeAsync(api, "block", "+49*", acme.InstanceName);
        await acme.ReadAsync(async db =>
        {
            db.AddRange(Enumerable.Range(1, AccessRule.MostPerTenant - 1).Select(n => new AccessRule
            {
                Pattern = $"+97250{n:0000000}",
                Literal = $"+97250{n:0000000}",
                IsPrefix = false,
                Action = AccessAction.Block,
                AuthorName = "A list",
                CreatedAt = DateTimeOffset.UnixEpoch,
            }));
            return await db.SaveChangesAsync(Cancellation);
        });

        using var more = await Rules.PostAsync(api, new { phone_number = "+1*", action = "block" });
        await more.ReadAsync(HttpStatusCode.Conflict);
        Assert.False((await Rules.CheckAsync(api, acme.InstanceName, "+972500009999")).GetProperty("allowed").GetBoolean());
        Assert.True((await Rules.CheckAsync(api, acme.InstanceName, "+972510009999")).GetProperty("allowed").GetBoolean());

        using var gone = await api.DeleteAsync($"/api/v1/instances/{acme.InstanceName}", Cancellation);
        gone.EnsureSuccessStatusCode();
        using var deleted = await api.DeleteAsync($"/api/v1/access/rules/{rule.GetProperty("id").GetString()}", Cancellation);
        await deleted.ReadAsync(HttpStatusCode.NotFound);
    }

    private static string? Detail(JsonElement problem) => problem.GetProperty("detail").GetString();

    private static async Task<JsonElement> GetAsync(HttpClient api, string path)
    {
        using var answer = await api.GetAsync($"/api/v1/access/{path}", Cancellation);
        return await answer.ReadAsync(HttpStatusCode.OK);
    }
}
