// Which foreign pages may embed a chat and call it.
using System.Net;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class OriginTests(SharedApp app)
{
    private const string Shop = "https://shop.example";

    [Fact]
    public async Task Only_named_pages_may_call_when_some_are_named()
    {
        var chat = await TestChat.CreateAsync(app, origins: ["https://shop.example/", "https://other.example:8443", "not an origin\r\nX: y", "https://shop.\u200b.com", "http://[::1]:8080"]);
        using var visitor = chat.Visit();

        foreach (var (origin, expected) in (List<(string?, HttpStatusCode)>)
            [(null, HttpStatusCode.Accepted), (app.BaseUrl, HttpStatusCode.Accepted), (Shop, HttpStatusCode.Accepted), ("http://[::1]:8080", HttpStatusCode.Accepted), ("https://other.example:8443", HttpStatusCode.Accepted),
             ("https://evil.example", HttpStatusCode.Forbidden), ("http://shop.example", HttpStatusCode.Forbidden), ("https://shop.example.evil.example", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden)])
        {
            using var response = await visitor.PostAsync("hello", origin: origin);
            Assert.Equal(expected, response.StatusCode);
            var mayRead = expected is HttpStatusCode.Accepted && origin is not null && origin != app.BaseUrl;
            Assert.Equal(mayRead ? [origin!] : [], Header(response, "Access-Control-Allow-Origin"));
            Assert.Equal(mayRead ? ["true"] : [], Header(response, "Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task A_preflight_is_answered_to_named_pages_alone()
    {
        var named = await TestChat.CreateAsync(app, origins: [Shop]);
        var open = await TestChat.CreateAsync(app);
        using var visitor = named.Visit();
        using var stranger = open.Visit();
        using var allowed = await visitor.AskToPostAsync(Shop);
        using var refused = await visitor.AskToPostAsync("https://evil.example");
        using var unnamed = await stranger.AskToPostAsync("https://evil.example");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Forbidden), (allowed.StatusCode, refused.StatusCode));
        Assert.Equal(["GET, POST"], Header(allowed, "Access-Control-Allow-Methods"));
        Assert.All((HttpResponseMessage[])[refused, unnamed], r => Assert.Empty(Header(r, "Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task The_page_may_be_framed_by_the_named_pages_or_by_all_when_none_is_named()
    {
        var named = await TestChat.CreateAsync(app, origins: ["https://shop.example/", "not an origin; script-src *", "https://shop.\u200b.com", "https://a；script-src.example"]);
        var open = await TestChat.CreateAsync(app, name: "<script>alert('&')</script>");
        using var page = await named.Visit().GetAsync();
        using var anywhere = await open.Visit().GetAsync("?embed=1");

        Assert.EndsWith("; frame-ancestors 'self' https://shop.example", Assert.Single(Header(page, "Content-Security-Policy")), StringComparison.Ordinal);
        Assert.EndsWith("; frame-ancestors *", Assert.Single(Header(anywhere, "Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Empty(Header(page, "X-Frame-Options"));
        var html = await anywhere.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bubble_is_a_script_that_any_page_may_load()
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        using var widget = await visitor.GetAsync("/widget.js", "https://evil.example");

        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (widget.StatusCode, widget.Content.Headers.ContentType?.MediaType));
        Assert.Null(visitor.Cookie);
    }

    private static string[] Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? [.. values] : [];
}
