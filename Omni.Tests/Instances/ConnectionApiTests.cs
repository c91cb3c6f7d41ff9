using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Instances;
using Omni.Tests.Support;

namespace Omni.Tests.Instances;

public sealed class ConnectionApiTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Setting_up_makes_the_account_and_its_webhook_on_the_gateway()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        var tenant = await app.CreateTenantAsync();
        var name = ApiTenants.NewName("auto");
        var made = await tenant.CreateInstanceAsync(name, AutoSetup(gateway.Url, gateway.Key));

        var call = Assert.Single(gateway.Calls);
        Assert.Equal(("/instance/create", gateway.Key, "WHATSAPP-BAILEYS"), (call.Path, call.ApiKey, call.Body.GetProperty("integration").GetString()));
        var webhook = call.Body.GetProperty("webhook");
        Assert.Equal($"{app.BaseUrl}/webhook/evolution/{name}", webhook.GetProperty("url").GetString());
        Assert.Equal(made.GetProperty("webhook_token").GetString(), webhook.GetProperty("headers").GetProperty("X-Omni-Webhook-Token").GetString());
        Assert.Contains("MESSAGES_UPSERT", webhook.GetProperty("events").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public async Task An_account_that_is_there_already_gets_its_webhook_set()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        var name = ApiTenants.NewName("auto");
        gateway.SetState(name, "open");
        var tenant = await app.CreateTenantAsync();
        await tenant.CreateInstanceAsync(name, AutoSetup(gateway.Url, gateway.Key));
        Assert.Equal(["/instance/create", $"/webhook/set/{name}"], gateway.Calls.Select(c => c.Path));
    }

    [Fact]
    public async Task When_the_gateway_refuses_nothing_is_stored()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        var tenant = await app.CreateTenantAsync();
        var name = ApiTenants.NewName("auto");
        using var refused = await tenant.Api.PostAsJsonAsync("/api/v1/instances", Named(name, AutoSetup(gateway.Url, "wrong-key-of-somebody")), Cancellation);

        Assert.DoesNotContain("wrong-key", (await refused.ReadAsync(HttpStatusCode.BadGateway)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await tenant.Api.GetAsync($"/api/v1/instances/{name}", Cancellation)).StatusCode);
        await tenant.CreateInstanceAsync(name, AutoSetup(gateway.Url, gateway.Key));
    }

    [Fact]
    public async Task An_instance_connects_shows_a_code_and_logs_out()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        var tenant = await app.CreateTenantAsync();
        var name = ApiTenants.NewName("auto");
        await tenant.CreateInstanceAsync(name, AutoSetup(gateway.Url, gateway.Key));

        Assert.Equal("disconnected", Status(await AskAsync(tenant, HttpMethod.Get, name, "status")));
        Assert.Equal("connecting", Status(await AskAsync(tenant, HttpMethod.Post, name, "connect")));
        Assert.StartsWith("data:image/png", (await AskAsync(tenant, HttpMethod.Get, name, "qr")).GetProperty("qr_code").GetString(), StringComparison.Ordinal);
        gateway.SetState(name, "open");
        Assert.Equal("connected", Status(await AskAsync(tenant, HttpMethod.Get, name, "status")));
        Assert.Equal("connected", Status(await AskAsync(tenant, HttpMethod.Post, name, "restart")));
        Assert.Equal("disconnected", Status(await AskAsync(tenant, HttpMethod.Post, name, "logout")));
        Assert.Equal("disconnected", Status(await AskAsync(tenant, HttpMethod.Post, name, "disconnect")));
    }

    [Fact]
    public async Task A_gateway_that_is_gone_is_an_error_of_the_instance_and_a_bad_gateway_for_commands()
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("g"), "http://127.0.0.1:9", "some-key-of-nobody")).GetProperty("name").GetString()!;

        Assert.Equal("error", Status(await AskAsync(tenant, HttpMethod.Get, name, "status")));
        using var connect = await tenant.Api.PostAsync($"/api/v1/instances/{name}/connect", null, Cancellation);
        await connect.ReadAsync(HttpStatusCode.BadGateway);
    }

    [Theory]
    [InlineData(200, """{"instance":{"state":"LONG"}}""", null)]
    [InlineData(200, """{"instance":{"state":"a\u0000b"}}""", null)]
    [InlineData(200, """{"instance":{"state":"\ud800"}}""", null)]
    [InlineData(200, """{"base64":"\ud800","pairingCode":"\ud800"}""", null)]
    [InlineData(200, """{"a":1,"a":2}""", null)]
    [InlineData(500, """{"a":1,"a":2}""", null)]
    [InlineData(500, """{"message":["LONG\ud83d"]}""", null)]
    [InlineData(200, "\"str\"", null)]
    [InlineData(200, "[1]", null)]
    [InlineData(200, "", null)]
    [InlineData(200, """{"instance":{"state":"open"}}""", "gzip")]
    [InlineData(200, """{"instance":{"state":"open"}}""", "br")]
    [InlineData(500, """{"a":1}""", "deflate")]
    public async Task Whatever_a_gateway_answers_is_a_state_or_a_bad_gateway(int status, string body, string? encoding)
    {
        await using var gateway = await FakeServer.StartAsync((http, cancellationToken) =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            http.Response.Headers.ContentEncoding = encoding;
            return http.Response.WriteAsync(body.Replace("LONG", new string('x', 900), StringComparison.Ordinal), cancellationToken);
        });
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("odd"), gateway.Url, "some-key-of-nobody")).GetProperty("name").GetString()!;

        foreach (var (method, what) in (List<(HttpMethod, string)>)
            [(HttpMethod.Get, "status"), (HttpMethod.Get, "qr"), (HttpMethod.Post, "connect"), (HttpMethod.Post, "restart"), (HttpMethod.Post, "logout")])
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/instances/{name}/{what}");
            using var answer = await tenant.Api.SendAsync(request, Cancellation);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadGateway, $"{what}: {answer.StatusCode}");
        }

        var made = await tenant.Api.PostAsJsonAsync("/api/v1/instances", Named(ApiTenants.NewName("odd"), AutoSetup(gateway.Url, "some-key-of-nobody")), Cancellation);
        Assert.True(made.StatusCode is HttpStatusCode.Created or HttpStatusCode.BadGateway, $"{made.StatusCode}");
    }

    [Fact]
    public async Task A_state_that_nobody_knows_is_an_error_in_the_gateways_words()
    {
        await using var gateway = await FakeServer.StartAsync((http, cancellationToken) => FakeServer.WriteAsync(http.Response, 200, new { instance = new { state = "re\0fused" } }, cancellationToken));
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("odd"), gateway.Url, "some-key-of-nobody")).GetProperty("name").GetString()!;

        Assert.Equal("error", Status(await AskAsync(tenant, HttpMethod.Get, name, "status")));
        using var read = await tenant.Api.GetAsync($"/api/v1/instances/{name}", Cancellation);
        Assert.Contains("'refused'", (await read.ReadAsync(HttpStatusCode.OK)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_chat_is_connected_and_has_no_gateway()
    {
        var tenant = await app.CreateTenantAsync();
        var made = await tenant.CreateInstanceAsync();
        var name = made.GetProperty("name").GetString()!;
        Assert.Equal($"{app.BaseUrl}/chat/{name}", made.GetProperty("chat_url").GetString());
        Assert.Equal("connected", Status(await AskAsync(tenant, HttpMethod.Get, name, "status")));
        using var connect = await tenant.Api.PostAsync($"/api/v1/instances/{name}/connect", null, Cancellation);
        await connect.ReadAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_is_no_picture_is_not_answered_as_a_code()
    {
        await using var gateway = await FakeServer.StartAsync((http, cancellationToken)
            => FakeServer.WriteAsync(http.Response, 200, new { base64 = "javascript:alert(1)", pairingCode = "<b>", code = "2@x", count = 1 }, cancellationToken));
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("odd"), gateway.Url, "some-key-of-nobody")).GetProperty("name").GetString()!;

        var code = await AskAsync(tenant, HttpMethod.Get, name, "qr");
        Assert.Equal(("connecting", null, null), (Status(code), code.GetProperty("qr_code").GetString(), code.GetProperty("pairing_code").GetString()));
        var data = (await AskAsync(tenant, HttpMethod.Post, name, "connect")).GetProperty("channel_data");
        Assert.False(data.TryGetProperty("qr_code", out _) || data.TryGetProperty("pairing_code", out _));
    }

    [Fact]
    public async Task A_code_that_comes_late_leaves_what_is_connected_as_it_is_until_it_is_logged_out()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var code = Recording.Load("810-qr-with-number-gives-pairing-code").Webhook("qrcode.updated").Body;
        (await acme.PostAsync("""{"event":"connection.update","data":{"state":"open","statusReason":200}}"""u8.ToArray())).EnsureSuccessStatusCode();

        (await acme.PostAsync(code)).EnsureSuccessStatusCode();
        var row = await acme.ReadAsync(db => db.Instances.SingleAsync(Cancellation));
        Assert.Equal((ConnectionState.Connected, null, null, null), (row.State, row.QrCode, row.PairingCode, row.CodeAt));

        using var api = acme.Api();
        acme.Gateway.SetState($"wa-of-{acme.Tenant.Slug}", "open");
        Assert.Equal("disconnected", Status(await AskAsync(new ApiTenant(acme.Tenant.Slug, acme.ApiKey, api), HttpMethod.Post, acme.InstanceName, "logout")));
        (await acme.PostAsync(code)).EnsureSuccessStatusCode();
        row = await acme.ReadAsync(db => db.Instances.SingleAsync(Cancellation));
        Assert.Equal((ConnectionState.Connecting, "ABCD1234"), (row.State, row.PairingCode));
    }

    [Fact]
    public async Task A_code_that_the_gateway_tells_is_the_one_to_scan_until_it_is_connected()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var other = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var tenant = new ApiTenant(acme.Tenant.Slug, acme.ApiKey, api);
        (await acme.PostAsync(Recording.Load("810-qr-with-number-gives-pairing-code").Webhook("qrcode.updated").Body)).EnsureSuccessStatusCode();

        var shown = await AskAsync(tenant, HttpMethod.Get, acme.InstanceName, "qr");
        Assert.Equal(("connecting", "ABCD1234"), (Status(shown), shown.GetProperty("pairing_code").GetString()));
        Assert.StartsWith("data:image/png;base64,iVBOR", shown.GetProperty("qr_code").GetString(), StringComparison.Ordinal);
        Assert.Empty(acme.Gateway.Calls);
        using var stranger = other.Api();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/instances/{acme.InstanceName}/qr", Cancellation)).StatusCode);

        (await acme.PostAsync("""{"event":"connection.update","data":{"state":"open","statusReason":200}}"""u8.ToArray())).EnsureSuccessStatusCode();
        var row = await acme.ReadAsync(db => db.Instances.SingleAsync(Cancellation));
        Assert.Equal((ConnectionState.Connected, null, null, null), (row.State, row.QrCode, row.PairingCode, row.CodeAt));
        acme.Gateway.SetState($"wa-of-{acme.Tenant.Slug}", "open");
        Assert.Null((await AskAsync(tenant, HttpMethod.Get, acme.InstanceName, "qr")).GetProperty("qr_code").GetString());
    }

    [Fact]
    public async Task That_it_is_being_connected_is_not_believed_when_it_comes_behind_that_it_is()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        string[] told = ["connecting", "open", "connecting"];

        foreach (var state in told)
        {
            (await acme.PostAsync(System.Text.Encoding.UTF8.GetBytes($$$"""{"event":"connection.update","data":{"state":"{{{state}}}","statusReason":200}}"""))).EnsureSuccessStatusCode();
        }

        Assert.Equal(ConnectionState.Connected, await acme.ReadAsync(db => db.Instances.Select(i => i.State).SingleAsync(Cancellation)));
        await acme.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.StateAt, x => x.StateAt - TimeSpan.FromSeconds(10)), Cancellation));
        (await acme.PostAsync("""{"event":"connection.update","data":{"state":"connecting","statusReason":200}}"""u8.ToArray())).EnsureSuccessStatusCode();
        Assert.Equal(ConnectionState.Connecting, await acme.ReadAsync(db => db.Instances.Select(i => i.State).SingleAsync(Cancellation)));
    }

    private static string? Status(JsonElement answer) => answer.GetProperty("status").GetString();

    private static object AutoSetup(string url, string key) => new { channel_type = "whatsapp", evolution_url = url, evolution_key = key, auto_setup = true };

    private static System.Text.Json.Nodes.JsonNode Named(string name, object fields)
    {
        var body = JsonSerializer.SerializeToNode(fields)!;
        body["name"] = name;
        return body;
    }

    private static async Task<JsonElement> AskAsync(ApiTenant tenant, HttpMethod method, string name, string what)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/instances/{name}/{what}");
        using var response = await tenant.Api.SendAsync(request, Cancellation);
        return await response.ReadAsync(HttpStatusCode.OK);
    }
}
