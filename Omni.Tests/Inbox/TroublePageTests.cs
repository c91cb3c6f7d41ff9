// Messages that did not simply go out: what the bubble says, and what a member can do about it.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Inbox;

public sealed class TroublePageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    private const string Instance = "shop-trouble";
    private const string Customer = "972501234567";
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKElEQVR42u3NMQEAAAjDMMC/52ECvlRA01vZJvwHAAAAAAAAAAAAbx2jxAE/i2AjOgAAAABJRU5ErkJggg==";

    [Fact]
    public async Task Each_says_what_is_known_and_offers_what_helps()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        using var api = app.Api();
        using var made = await api.PostAsJsonAsync(
            "/api/v1/instances", new { name = Instance, channel_type = "whatsapp", evolution_url = gateway.Url, evolution_key = gateway.Key, auto_setup = false });
        var token = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("webhook_token").GetString()!;
        await WriteAsync(token, "שלום, מתי אתם פותחים מחר?");

        await SendAsync(api, gateway, FakeEvolutionMode.Answer, "Good morning, we open at nine", "sent");
        await SendAsync(api, gateway, FakeEvolutionMode.NotOnWhatsApp, "Here is our address", "failed");
        await SendAsync(api, gateway, FakeEvolutionMode.LoseAnswer, "מספר ההזמנה שלך הוא 4711", "unknown");
        await ChangeAsync(api, new { sending_paused = true });
        await SendAsync(api, gateway, FakeEvolutionMode.Answer, "See you then", "queued");

        await using var member = await chromium.NewVisitAsync(app.BaseUrl);
        var page = member.Page;
        await app.Owner.OpenAsync(page, "/inbox");
        await page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Line(page, "Here is our address")).ToContainTextAsync("Not sent. ");
        await Expect(Line(page, "4711")).ToContainTextAsync("The channel may still tell.");
        await Expect(Line(page, "See you then")).ToContainTextAsync("Waiting, and sent by itself as soon as it can be.");
        await Expect(Line(page, "Good morning").Locator(".trouble")).ToHaveCountAsync(0);

        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await page.ReloadAsync();
        await Expect(Line(page, "Good morning")).ToContainTextAsync("Sent, but not confirmed");
        await Expect(Line(page, "4711").GetByRole(AriaRole.Button, new() { Name = "It arrived" })).ToHaveCountAsync(0);

        app.Clock.Advance(TimeSpan.FromMinutes(8));
        await page.ReloadAsync();
        await Expect(Line(page, "4711").GetByRole(AriaRole.Button, new() { Name = "Send again" })).ToBeVisibleAsync();
        await page.WaitForTimeoutAsync(300);
        await member.ShotAsync("trouble-1-desktop");
        await LookAsync(page.Url);

        await Line(page, "4711").GetByRole(AriaRole.Button, new() { Name = "It arrived" }).ClickAsync();
        await Expect(Line(page, "4711").Locator(".trouble")).ToHaveCountAsync(0);
        await Line(page, "Here is our address").GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(Line(page, "Here is our address")).ToContainTextAsync("Waiting");
        await ChangeAsync(api, new { sending_paused = false });
        await Expect(page.Locator(".line").Filter(new() { HasText = "Waiting, and sent" })).ToHaveCountAsync(0);
        await Expect(Line(page, "Here is our address")).Not.ToContainTextAsync("Not sent");

        // One refused, one whose answer was lost, and three that were taken: each once.
        var sends = await gateway.WaitForSendsAsync(5);
        Assert.Equal(2, sends.Count(s => s.Text == "Here is our address"));
        Assert.Single(gateway.Accepted, s => s.Text == "Here is our address");
        Assert.Single(gateway.Accepted, s => s.Text == "See you then");
        Assert.Single(sends, s => s.Text?.Contains("4711", StringComparison.Ordinal) is true);
        Assert.Empty(member.ConsoleErrors);

        await AnswerInHebrewAsync(member);
    }

    private static ILocator Line(IPage page, string text) => page.Locator(".line").Filter(new() { HasText = text });

    // A quote and a file, all in Hebrew.
    private static async Task AnswerInHebrewAsync(Visit member)
    {
        var page = member.Page;
        await Line(page, "מתי אתם פותחים").GetByRole(AriaRole.Button, new() { Name = "More about this message" }).ClickAsync();
        await member.ShotAsync("trouble-3-menu-hebrew");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply" }).ClickAsync();
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("בשעה תשע, בכיף");
        await page.GetByLabel("Message", new() { Exact = true }).PressAsync("Enter");
        await Expect(Line(page, "בשעה תשע").Locator("blockquote")).ToHaveTextAsync("שלום, מתי אתם פותחים מחר?");

        await page.GetByRole(AriaRole.Button, new() { Name = "About this customer" }).ClickAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.GetByLabel("Attach a file").ChooseAsync(new FilePayload { Name = "הצעת מחיר.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Pixel) });
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Caption").FillAsync("הצעת המחיר כתמונה");
        await member.ShotAsync("trouble-4-attach-phone");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(Line(page, "הצעת המחיר").Locator("img")).ToBeVisibleAsync();
        await page.WaitForTimeoutAsync(300);
        await member.ShotAsync("trouble-5-hebrew-phone");
    }

    private async Task LookAsync(string url)
    {
        await using var phone = await chromium.NewVisitAsync(app.BaseUrl, width: 390, height: 844, dark: true);
        await app.Owner.OpenAsync(phone.Page, new Uri(url).AbsolutePath);
        await Expect(Line(phone.Page, "4711").GetByRole(AriaRole.Button, new() { Name = "Send again" })).ToBeVisibleAsync();
        await phone.ShotAsync("trouble-2-phone-dark");

        // Where the pause stands, in words and to be ended.
        await phone.Page.GotoAsync($"/instances/{Instance}");
        var sending = phone.Page.GetByRole(AriaRole.Group, new() { Name = "Sending" });
        await Expect(sending.GetByLabel("Pause: messages wait")).ToBeCheckedAsync();
        await sending.ScrollIntoViewIfNeededAsync();
        await phone.ShotAsync("trouble-6-sending-phone-dark");
    }

    private static async Task SendAsync(HttpClient api, FakeEvolution gateway, FakeEvolutionMode mode, string text, string status)
    {
        gateway.Mode = mode;
        using var sent = await api.PostAsJsonAsync($"/api/v1/instances/{Instance}/send-text", new { to = $"+{Customer}", text });
        var message = await sent.ReadAsync(HttpStatusCode.Accepted);
        var thread = $"/api/v1/conversations/{message.GetProperty("conversation_id").GetString()}/messages";
        await Eventually.ReadAsync(
            async () => (await api.GetFromJsonAsync<JsonElement>(thread)).GetProperty("items").EnumerateArray().Single(m => m.GetProperty("text").GetString() == text),
            m => m.GetProperty("status").GetString() == status && (status != "queued" || m.GetProperty("error").ValueKind is JsonValueKind.String));
    }

    private static async Task ChangeAsync(HttpClient api, object fields)
    {
        using var answer = await api.PatchAsJsonAsync($"/api/v1/instances/{Instance}", fields);
        await answer.ReadAsync(HttpStatusCode.OK);
    }

    private async Task WriteAsync(string token, string text)
    {
        using var http = app.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{Instance}") { Content = new ByteArrayContent(Webhooks.Text("HE-1", Customer, text)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Omni-Webhook-Token", token);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
