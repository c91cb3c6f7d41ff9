// Who has the conversation, as members see it: the banner, taking over, giving back, an answer that grows, and an agent of its own.
using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Omni.Core.Agents;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Agents;

public sealed class HandoffPageTests(HandoffPageTests.App app, ChromiumSession chromium) : IClassFixture<HandoffPageTests.App>, IClassFixture<ChromiumSession>
{
    private const string Instance = "shop-wa";

    [Fact]
    public async Task The_banner_says_who_has_it_and_gives_it_to_the_other()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        using var api = app.Api();
        var token = await ConnectAsync(api, gateway);
        await PostAsync(token, Webhooks.Text("ASK", "972541234567", "שלום, מתי אתם פותחים מחר? אפשר לבוא עם הילדים?", name: "נועה לוי", at: app.Clock.GetUtcNow().ToUnixTimeSeconds()));
        await app.Agent.WaitForQuestionsAsync(1);

        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await app.Owner.OpenAsync(page, "/inbox");
        await page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).First.GetByRole(AriaRole.Link).ClickAsync();
        var banner = page.GetByTestId("holder");
        await Expect(banner).ToContainTextAsync("nora answers first here");

        // The answer grows before it is there.
        var growing = page.GetByTestId("growing");
        await Expect(growing).ToContainTextAsync("nora");
        app.Agent.Grow("שלום נועה! אנחנו פותחים מחר בתשע.\n\nהילדים מוזמנים, ויש גם פינת מש");
        await Expect(page.GetByTestId("thread").GetByRole(AriaRole.Article).Filter(new() { HasText = "פותחים מחר בתשע." })).ToHaveCountAsync(1);
        await Expect(growing).ToContainTextAsync("ויש גם פינת מש");
        await Expect(growing).Not.ToContainTextAsync("בתשע");
        await visit.ShotAsync("handoff-1-growing");
        app.Agent.End(new AgentAnswer.Answered("שלום נועה! אנחנו פותחים מחר בתשע.\n\nהילדים מוזמנים, ויש גם פינת משחקים."));
        await Expect(growing).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("thread").GetByText("פינת משחקים.")).ToBeVisibleAsync();
        await gateway.WaitForSendsAsync(2);
        await Expect(page.GetByTestId("thread").GetByTitle("Sent", new() { Exact = true })).Not.ToHaveCountAsync(0);
        await Expect(page.GetByTestId("thread").GetByTitle("Waiting to be sent")).ToHaveCountAsync(0);

        await banner.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Expect(banner).ToContainTextAsync("You have this conversation");
        await Expect(banner).ToContainTextAsync("Goes back by itself after 30 quiet minutes");
        await Expect(page.Locator(".status")).ToHaveTextAsync("With the team");
        await visit.ShotAsync("handoff-2-taken");

        await using var phone = await chromium.NewVisitAsync(app.BaseUrl, width: 390, height: 844, dark: true);
        await app.Owner.OpenAsync(phone.Page, new Uri(page.Url).AbsolutePath);
        await Expect(phone.Page.GetByTestId("holder")).ToContainTextAsync("You have this conversation");
        await phone.ShotAsync("handoff-3-taken-phone-dark");

        await banner.GetByRole(AriaRole.Button, new() { Name = "Give back to nora" }).ClickAsync();
        await Expect(banner).ToContainTextAsync("nora answers first here");
        await Expect(banner).ToContainTextAsync("since");
        await Expect(phone.Page.GetByTestId("holder")).ToContainTextAsync("nora answers first here");
        await phone.ShotAsync("handoff-4-back-phone-dark");
        await visit.ShotAsync("handoff-5-back");

        await ChooseAsync(visit, banner);
        Assert.Empty(visit.ConsoleErrors);
        Assert.Empty(phone.ConsoleErrors);
    }

    // Another agent answers here, until the agent is the instance's again.
    private static async Task ChooseAsync(Visit visit, ILocator banner)
    {
        var page = visit.Page;
        var choice = page.GetByLabel("Answers first");
        await Expect(choice).ToBeEnabledAsync();
        await choice.SelectOptionAsync("sales");
        await Expect(banner).ToContainTextAsync("sales answers first here");
        await Expect(page.GetByText("chose \u2068sales\u2069 to answer first here")).ToBeVisibleAsync();
        await visit.ShotAsync("handoff-6-own-agent");
        await choice.SelectOptionAsync("");
        await Expect(banner).ToContainTextAsync("nora answers first here");
    }

    private static async Task<string> ConnectAsync(HttpClient api, FakeEvolution gateway)
    {
        foreach (var name in (string[])["nora", "sales"])
        {
            using var agents = await api.PostAsJsonAsync("/api/v1/agents", new { name, kind = "echo" });
            await agents.ReadAsync(HttpStatusCode.Created);
        }

        using var instance = await api.PostAsJsonAsync("/api/v1/instances", new
        {
            name = Instance,
            channel_type = "whatsapp",
            evolution_url = gateway.Url,
            evolution_key = gateway.Key,
            agent = "nora",
            auto_setup = false,
            give_back_minutes = 30,
        });
        return (await instance.ReadAsync(HttpStatusCode.Created)).GetProperty("webhook_token").GetString()!;
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

    public sealed class App : GrowingApp
    {
        public App() => Owner = AdminApp.Furnish(Settings);

        public Owner Owner { get; }
    }
}
