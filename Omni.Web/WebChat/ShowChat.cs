// The page of one chat. What it shows comes over the stream; the page itself says only whose chat it is.
using System.Text.Encodings.Web;
using Omni.Core.Tenancy;

namespace Omni.Web.WebChat;

internal static class ShowChat
{
    public static async Task<IResult> RunAsync(HttpContext http, ChatAssets assets, VisitorCookie cookies, CancellationToken cancellationToken)
    {
        await using var scope = http.EnterChat();
        var name = await scope.ServiceProvider.GetRequiredService<ReadTenantName>().RunAsync(cancellationToken);
        cookies.Enter(http, renews: true);
        Guard(http, ChatOrigins.FrameAncestors(http.Chat.Open.Instance));
        return TypedResults.Content(Html(http, assets, name), "text/html; charset=utf-8");
    }

    /// <summary>Nothing from elsewhere runs, loads or is called; only the named pages may frame it.</summary>
    public static void Guard(HttpContext http, string frameAncestors)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {frameAncestors}";
    }

    private static string Html(HttpContext http, ChatAssets assets, string name)
    {
        var html = HtmlEncoder.Default;
        var (language, direction) = VisitorLanguage.Of(http);
        var isEmbedded = http.Request.Query["embed"] == "1";
        return $"""
            <!DOCTYPE html>
            <html lang="{language}" dir="{direction}" data-chat="{html.Encode(http.Chat.Open.Instance.Name)}"{(isEmbedded ? " data-embed" : "")}>
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
              <meta name="robots" content="noindex">
              <meta name="color-scheme" content="light dark">
              <title>{html.Encode(name)}</title>
              <link rel="icon" href="{assets.AddressOf("icon.svg")}" type="image/svg+xml">
              <link rel="stylesheet" href="{assets.AddressOf("chat.css")}">
              <script type="module" src="{assets.AddressOf("chat.js")}"></script>
            </head>
            <body>
              <header class="head">
                <span class="avatar" aria-hidden="true">{html.Encode(Initial(name))}</span>
                <h1><bdi>{html.Encode(name)}</bdi></h1>
                <button type="button" class="icon-button" id="close" hidden>
                  <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="m5 5 10 10M15 5 5 15"/></svg>
                </button>
              </header>
              <p class="banner" id="banner" role="status" hidden></p>
              <main class="thread" id="thread">
                <p class="empty" id="empty" hidden></p>
                <div class="log" id="log" role="log" aria-live="off" tabindex="0"></div>
              </main>
              <button type="button" class="latest" id="latest" hidden></button>
              <form class="composer" id="composer" autocomplete="off">
                <label class="visually-hidden" for="text" id="text-label"></label>
                <textarea id="text" rows="1" maxlength="4000" dir="auto" enterkeyhint="send"></textarea>
                <button type="submit" class="send" id="send" disabled>
                  <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M10 16V4.5M5 9l5-5 5 5"/></svg>
                </button>
              </form>
              <noscript><p class="banner">This chat needs JavaScript.</p></noscript>
            </body>
            </html>
            """;
    }

    private static string Initial(string name) => new System.Globalization.StringInfo(name.Trim()) is { LengthInTextElements: > 0 } text ? text.SubstringByTextElements(0, 1).ToUpperInvariant() : "·";
}
