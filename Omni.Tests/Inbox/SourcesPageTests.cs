// Whoever sends, by whatever way: the same bubble stays after a reload and on another node, and the same row is on record with all that it belongs to.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Inbox;

public sealed class SourcesPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    private const string Instance = "shop-wa";
    private const string Customer = "5511988887777";
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKElEQVR42u3NMQEAAAjDMMC/52ECvlRA01vZJvwHAAAAAAAAAAAAbx2jxAE/i2AjOgAAAABJRU5ErkJggg==";

    // What the bubble shows, and the source on record.
    private static readonly (string Source, string Shown)[] Expected =
    [
        ("bot", "The agent: how can I help?"),
        ("tool", "The tool: our catalogue"),
        ("automation", "Automation: somebody will be with you soon"),
        ("member", "A member: good morning, Maria"),
        ("api", "API: your parcel has left"),
        ("phone", "The phone: on my way"),
        ("member", "Scheduled: see you tomorrow"),
    ];

    [Fact]
    public async Task All_seven_leave_by_one_road_and_stay_on_record()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        await using var agent = await FakeAgent.StartAsync();
        using var api = app.Api();
        var token = await ConnectAsync(api, gateway, agent);
        using var made = await api.PostAsJsonAsync("/api/v1/leads", new { name = "Maria Silva", phone_number = $"+{Customer}" });
        var lead = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("id").GetString();

        // Bot and tool: while the agent is asked it calls back with the token of its turn.
        agent.Thinks = question => CallToolAsync(question.GetProperty("context").GetProperty("context_token").GetString()!);
        agent.Answer = _ => "The agent: how can I help?";
        await PostAsync(token, Webhooks.Text("IN-1", Customer, "Oi"));
        await ShownAsync(api, "bot");

        // Automation: the agent fails, and what the tenant wrote for that case goes out.
        (agent.Thinks, agent.Mode) = (null, FakeAgentMode.Error500);
        await PostAsync(token, Webhooks.Text("IN-2", Customer, "Are you there?"));
        await ShownAsync(api, "automation");

        await using var member = await chromium.NewVisitAsync(app.BaseUrl);
        var page = member.Page;
        await app.Owner.OpenAsync(page, "/inbox");
        await page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).First.GetByRole(AriaRole.Link).ClickAsync();
        var thread = page.GetByTestId("thread");
        await Expect(Bubble(thread, "The agent: how can I help?")).ToBeVisibleAsync();
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("A member: good morning, Maria");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeEnabledAsync();
        await page.GetByLabel("Message", new() { Exact = true }).PressAsync("Enter");
        await ShownAsync(api, "member");

        // A file with its caption, by the member's own hand.
        await page.GetByLabel("Attach a file").ChooseAsync(new FilePayload { Name = "quote.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Pixel) });
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Caption").FillAsync("The offer as a picture");
        await member.ShotAsync("sources-1-attach");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(Bubble(thread, "The offer as a picture").Locator("img")).ToBeVisibleAsync();

        await SendAsync(api, "send-text", new { to = $"+{Customer}", text = "API: your parcel has left" });
        await SendAsync(api, "send-location", new { to = $"+{Customer}", latitude = -23.56, longitude = -46.65, name = "Escritório", address = "Av. Paulista" });
        await SendAsync(api, "send-contact", new { to = $"+{Customer}", contacts = new[] { new { full_name = "Ana", phone_number = "+5511977776666" } } });
        await PostAsync(token, Webhooks.Text("FROM-PHONE", Customer, "The phone: on my way", fromMe: true));

        var conversation = page.Url.Split('/')[^1];
        using var scheduled = await api.PostAsJsonAsync("/api/v1/scheduled", new { conversation_id = conversation, text = "Scheduled: see you tomorrow", send_at = app.Clock.GetUtcNow().AddMinutes(1) });
        await scheduled.ReadAsync(HttpStatusCode.Accepted);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        await Eventually.ReadAsync(() => MessagesAsync(api), all => all.Any(m => m.GetProperty("text").GetString() == "Scheduled: see you tomorrow" && m.GetProperty("status").GetString() == "sent"));
        await AssertShownAsync(thread);
        await OnRecordAsync(api, lead);
        await LookAsync(member, thread);
        Assert.Empty(member.ConsoleErrors);

        await page.ReloadAsync();
        await AssertShownAsync(thread);

        // As after a restart: a node that has nothing in memory.
        await using var other = OmniApp.On(app.ConnectionString);
        await other.InitializeAsync();
        await using var elsewhere = await chromium.NewVisitAsync(other.BaseUrl, width: 390, height: 844, dark: true);
        await app.Owner.OpenAsync(elsewhere.Page, $"/inbox/{conversation}");
        await AssertShownAsync(elsewhere.Page.GetByTestId("thread"));
        await elsewhere.ShotAsync("sources-5-phone-dark");
    }

    private static ILocator Bubble(ILocator thread, string text) => thread.GetByRole(AriaRole.Article).Filter(new() { HasText = text });

    private static async Task AssertShownAsync(ILocator thread)
    {
        foreach (var (_, shown) in Expected)
        {
            await Expect(Bubble(thread, shown)).ToHaveCountAsync(1);
        }

        await Expect(Bubble(thread, "Escritório")).ToHaveCountAsync(1);
        await Expect(Bubble(thread, "Ana")).ToHaveCountAsync(1);
        await Expect(Bubble(thread, "The offer as a picture").Locator("img")).ToHaveCountAsync(1);
    }

    // Also a reaction, an answer to one message, an edit and a deletion, as members do them.
    private static async Task LookAsync(Visit member, ILocator thread)
    {
        var page = member.Page;
        await member.ShotAsync("sources-2-thread");
        var menu = page.Locator(".line").Filter(new() { HasText = "Are you there?" }).GetByRole(AriaRole.Button, new() { Name = "More about this message" });
        await menu.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "React" })).ToBeVisibleAsync();
        await member.ShotAsync("sources-3-menu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply" }).ClickAsync();
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Yes, we are");
        await member.ShotAsync("sources-4-reply");
        await page.GetByLabel("Message", new() { Exact = true }).PressAsync("Enter");
        await Expect(Bubble(thread, "Yes, we are").Locator("blockquote")).ToHaveTextAsync("Are you there?");

        var own = page.Locator(".line").Filter(new() { HasText = "Yes, we are" });
        await Expect(own.GetByTitle("Sent", new() { Exact = true })).ToBeVisibleAsync();
        await own.GetByRole(AriaRole.Button, new() { Name = "More about this message" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Text").FillAsync("Yes, we are here");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Bubble(thread, "Yes, we are here")).ToContainTextAsync("edited");

        var edited = page.Locator(".line").Filter(new() { HasText = "Yes, we are here" });
        await edited.GetByRole(AriaRole.Button, new() { Name = "More about this message" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete for everyone" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete for everyone" }).ClickAsync();
        await Expect(Bubble(thread, "This message was deleted")).ToHaveCountAsync(1);
    }

    private static async Task OnRecordAsync(HttpClient api, string? lead)
    {
        var messages = await MessagesAsync(api);

        foreach (var (source, shown) in Expected)
        {
            var message = Assert.Single(messages, m => m.GetProperty("text").GetString() == shown);
            Assert.Equal(shown.StartsWith("Scheduled", StringComparison.Ordinal) ? "api" : source, message.GetProperty("source").GetString());
            Assert.Equal(lead, message.GetProperty("lead_id").GetString());
            Assert.Equal(JsonValueKind.String, message.GetProperty("conversation_id").ValueKind);
            Assert.True(message.GetProperty("provider_message_id").GetString() is { Length: > 0 }, shown);
            Assert.Equal("sent", message.GetProperty("status").GetString());
        }
    }

    private static async Task ShownAsync(HttpClient api, string source)
        => await Eventually.ReadAsync(() => MessagesAsync(api), all => all.Any(m => m.GetProperty("source").GetString() == source && m.GetProperty("status").GetString() == "sent"));

    private static async Task<JsonElement[]> MessagesAsync(HttpClient api)
    {
        var found = (await api.GetFromJsonAsync<JsonElement>("/api/v1/conversations")).GetProperty("items").EnumerateArray().ToArray();
        return found.Length == 0 ? [] : [.. (await api.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{found[0].GetProperty("id").GetString()}/messages")).GetProperty("items").EnumerateArray()];
    }

    private static async Task SendAsync(HttpClient api, string path, object body)
    {
        using var sent = await api.PostAsJsonAsync($"/api/v1/instances/{Instance}/{path}?wait=true", body);
        Assert.Equal("sent", (await sent.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
    }

    private static async Task<string> ConnectAsync(HttpClient api, FakeEvolution gateway, FakeAgent agent)
    {
        using var agents = await api.PostAsJsonAsync("/api/v1/agents", new
        {
            name = "nora",
            kind = "automagik",
            url = agent.Url,
            failure_text = "Automation: somebody will be with you soon",
        });
        await agents.ReadAsync(HttpStatusCode.Created);
        using var instance = await api.PostAsJsonAsync(
            "/api/v1/instances", new { name = Instance, channel_type = "whatsapp", evolution_url = gateway.Url, evolution_key = gateway.Key, agent = "nora", auto_setup = false });
        return (await instance.ReadAsync(HttpStatusCode.Created)).GetProperty("webhook_token").GetString()!;
    }

    private async Task CallToolAsync(string contextToken)
    {
        using var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", contextToken);
        using var sent = await http.PostAsJsonAsync("/api/v1/tools/send-text", new { text = "The tool: our catalogue", instance = "another", to = "+5500000000000", conversation_id = Guid.NewGuid() });
        await sent.ReadAsync(HttpStatusCode.Accepted);
    }

    private async Task PostAsync(string token, byte[] body)
    {
        using var http = app.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{Instance}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Omni-Webhook-Token", token);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
