// The pipeline's ends, around an app of a few endpoints.
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Omni.Tests.Support;
using Omni.Web.Hosting;

namespace Omni.Tests.Hosting;

public sealed class EdgeTests(ChromiumSession chromium) : IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task Pages_carry_the_headers_that_keep_browsers_safe_even_when_they_fail()
    {
        await using var app = await StartAsync();
        using var client = Client(app);

        foreach (var path in (string[])["/who", "/nowhere", "/broken"])
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(response.Headers.Contains("Referrer-Policy"));
            Assert.False(response.Headers.Contains("Strict-Transport-Security"));
            Assert.False(response.Headers.Contains("Server"));
        }

        using var chat = await client.GetAsync("/chat/demo", TestContext.Current.CancellationToken);
        Assert.False(chat.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task Behind_https_cookies_are_secure_and_browsers_are_told_to_stay()
    {
        await using var app = await StartAsync(("Omni:PublicUrl", "https://omni.example"));
        using var client = Client(app);

        using var response = await client.GetAsync("/who", TestContext.Current.CancellationToken);

        Assert.Contains("secure", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.StartsWith("max-age=", response.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7 https")]
    [InlineData("127.0.0.0/8", "203.0.113.7 https")]
    [InlineData("10.0.0.1", "127.0.0.1 http")]
    [InlineData(null, "127.0.0.1 http")]
    public async Task Only_trusted_proxies_speak_for_others(string? proxy, string seen)
    {
        await using var app = await StartAsync(("Omni:TrustedProxies:0", proxy));
        using var client = Client(app);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.1, 203.0.113.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        Assert.Equal(seen, await client.GetStringAsync("/who", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_refused_unless_the_endpoint_takes_it()
    {
        await using var app = await StartAsync();
        using var client = Client(app);
        var body = new byte[1024 * 1024 + 1];

        using var small = await client.PostAsync("/small", new ByteArrayContent(body), TestContext.Current.CancellationToken);
        using var large = await client.PostAsync("/large", new ByteArrayContent(body), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, small.StatusCode);
        Assert.Equal(HttpStatusCode.OK, large.StatusCode);
    }

    [Fact]
    public async Task The_twenty_first_sign_in_of_a_minute_is_told_when_to_come_again()
    {
        await using var app = await StartAsync(("Omni:TrustedProxies:0", "127.0.0.1"));
        using var client = Client(app);
        var statuses = new List<HttpStatusCode>();

        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var response = await client.GetAsync("/counted", TestContext.Current.CancellationToken);
            statuses.Add(response.StatusCode);
        }

        using var refused = await client.GetAsync("/counted", TestContext.Current.CancellationToken);
        using var other = new HttpRequestMessage(HttpMethod.Get, "/counted");
        other.Headers.Add("X-Forwarded-For", "203.0.113.7");

        Assert.All(statuses, s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal(429, JsonDocument.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(other, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_policy_lets_a_page_style_itself_and_talk_home_but_run_no_script_in_place()
    {
        await using var app = await StartAsync();
        await using var visit = await chromium.NewVisitAsync(app.Urls.Single());

        await visit.Page.GotoAsync("/page");
        await visit.Page.WaitForFunctionAsync("document.title === 'heard'");

        Assert.Empty(visit.ConsoleErrors);
        Assert.Equal("red", await visit.Page.EvaluateAsync<string>("document.body.style.color"));

        await visit.Page.EvaluateAsync("document.body.appendChild(Object.assign(document.createElement('script'), { textContent: 'window.evil = 1' }))");
        Assert.False(await visit.Page.EvaluateAsync<bool>("'evil' in window"));
        Assert.Contains(visit.ConsoleErrors, e => e.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private static HttpClient Client(WebApplication app) => new() { BaseAddress = new(app.Urls.Single()) };

    private static async Task<WebApplication> StartAsync(params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();

        foreach (var (key, value) in settings.Where(s => s.Value is not null))
        {
            builder.Configuration[key] = value;
        }

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Omni:Api:RequestsPerMinute"] = "20";
        builder.AddSettings();
        builder.AddEdge();
        builder.AddLimits();
        builder.Services.AddProblemDetails();

        var app = builder.Build();
        app.UseEdge();
        app.UseWebSockets();
        app.UseWhen(http => http.Request.Path == "/broken", broken => broken.UseExceptionHandler(error => error.Run(http => http.Response.WriteAsync("sorry"))));
        app.UseLimits();
        app.MapGet("/who", (HttpContext http) =>
        {
            http.Response.Cookies.Append("seen", "1");
            return $"{http.Connection.RemoteIpAddress} {http.Request.Scheme}";
        });
        app.MapGet("/broken", string () => throw new InvalidOperationException("broken"));
        app.MapGet("/chat/demo", () => "chat");
        app.MapGet("/counted", () => "hello").RequireRateLimiting(RateLimits.Api);
        app.MapPost("/small", ReadAsync);
        app.MapPost("/large", ReadAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(2 * 1024 * 1024));
        app.MapGet("/page", () => TypedResults.Text("<link rel='icon' href='data:,'><body style='color:red'><style>p{color:green}</style><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><script src='/page.js'></script>", "text/html"));
        app.MapGet("/page.js", () => TypedResults.Text("const s = new WebSocket(`ws://${location.host}/socket`); s.onopen = () => { document.title = 'heard'; };", "text/javascript"));
        app.Map("/socket", async (HttpContext http) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[16], http.RequestAborted);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<IResult> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await request.Body.CopyToAsync(Stream.Null, cancellationToken);
        return TypedResults.Ok();
    }
}
