// Behind a proxy that ends TLS: the cookie of a page in a foreign frame, and of a page of its own.
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class SecureApp : OmniApp
{
    public SecureApp() => Settings["Omni:PublicUrl"] = "https://omni.example";
}

public sealed class HttpsVisitorTests(SecureApp app) : IClassFixture<SecureApp>
{
    [Theory]
    [InlineData("", null, "lax")]
    [InlineData("", "https://omni.example", "lax")]
    [InlineData("?embed=1", null, "none")]
    [InlineData("", "https://shop.example", "none")]
    public async Task A_cookie_in_a_foreign_page_is_secure_and_partitioned(string query, string? origin, string sameSite)
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        using var page = await visitor.GetAsync(query, origin);
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie")).ToLowerInvariant();

        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains($"samesite={sameSite}", cookie, StringComparison.Ordinal);
        Assert.Equal(sameSite == "none", cookie.Contains("partitioned", StringComparison.Ordinal));
    }
}
