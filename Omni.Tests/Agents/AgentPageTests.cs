using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Agents;

[LongRunning]
public sealed class AgentPageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task An_agent_is_added_tried_and_keeps_its_key()
    {
        await using var agent = await FakeAgent.StartAsync();
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/agents/new");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("helper");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create agent" }).ClickAsync();
        await Expect(page.GetByText("Give the address of the agent's service.")).ToBeVisibleAsync();
        await page.GetByLabel("Address").FillAsync(agent.Url);
        await page.GetByLabel("Key optional").FillAsync("key-of-the-helper-5678");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create agent" }).ClickAsync();

        await Expect(page.GetByText("••••5678")).ToBeVisibleAsync();
        await page.GetByLabel("What to ask").FillAsync("Are you open?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(page.GetByText("What went over the wire")).ToBeVisibleAsync();
        Assert.Equal("Bearer key-of-the-helper-5678", Assert.Single(agent.Calls).Authorization);

        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await Expect(page.GetByText("••••5678")).ToBeVisibleAsync();

        // Another host is not sent the key of this one.
        await page.GetByLabel("Address").FillAsync("https://elsewhere.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("the stored key is not sent there").First).ToBeVisibleAsync();
        await visit.ShotAsync("agent-4-other-host");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep the old one" })).ToBeVisibleAsync();
        await page.GetByLabel("Key optional").FillAsync("key-of-elsewhere-9012");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("••••9012")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Each_kind_shows_its_own_fields_and_a_streamed_answer_is_seen_growing()
    {
        await using var hive = await FakeHive.StartAsync();
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hive.Answer = _ => "Good morning! We are open until six today.\n\nOn Sundays we are closed.";
        hive.Pause = sent => sent == 4 ? half.Task : Task.CompletedTask;
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/agents/new");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("reception");
        await Expect(page.GetByLabel("Model", new() { Exact = true })).ToHaveCountAsync(0);
        await page.GetByLabel("Kind").SelectOptionAsync("OpenAI");
        await Expect(page.GetByLabel("System prompt optional")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create agent" }).ClickAsync();
        await Expect(page.GetByText("Say which model answers, such as gpt-4o-mini.")).ToBeVisibleAsync();
        await visit.ShotAsync("agent-1-refused");

        await page.GetByLabel("Kind").SelectOptionAsync("Hive");
        await Expect(page.GetByLabel("System prompt optional")).ToHaveCountAsync(0);
        await page.GetByLabel("Address").FillAsync(hive.Url);
        await page.GetByLabel("Who answers").SelectOptionAsync("A team");
        await page.GetByLabel("Team id").FillAsync("front-desk");
        await page.GetByLabel("Key optional").FillAsync("key-of-the-reception-5678");
        await page.GetByText("Stream: the thread shows").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create agent" }).ClickAsync();

        await Expect(page.GetByText("••••5678")).ToBeVisibleAsync();
        await page.GetByLabel("What to ask").FillAsync("Are you open?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(page.GetByLabel("The answer so far")).ToHaveTextAsync("Good morning! We are");
        await visit.ShotAsync("agent-2-growing");
        half.SetResult();
        await Expect(page.GetByLabel("The answer", new() { Exact = true })).ToContainTextAsync("On Sundays we are closed.");
        await Expect(page.Locator(".facts")).ToContainTextAsync("Status200");
        await page.GetByText("What went over the wire").ClickAsync();
        await Expect(page.GetByText($"POST {hive.Url}/teams/front-desk/runs")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Request", new() { Exact = true })).ToContainTextAsync("Are you open?");
        await Expect(page.GetByLabel("Response", new() { Exact = true })).ToContainTextAsync("TeamRunCompleted");
        Assert.DoesNotContain("key-of-the-reception-5678", await page.ContentAsync());
        await visit.ShotAsync("agent-3-tried");
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task What_was_refused_goes_when_it_changes_and_the_first_wrong_field_is_in_sight()
    {
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/agents/new");
        var (name, create) = (page.GetByLabel("Name", new() { Exact = true }), page.GetByRole(AriaRole.Button, new() { Name = "Create agent" }));
        var (refusal, address) = (page.GetByText("some fields above need another look"), page.GetByText("Give the address of the agent's service."));
        await create.ClickAsync();
        await Expect(address).ToBeVisibleAsync();
        await Expect(name).ToBeFocusedAsync();
        await Expect(name).ToBeInViewportAsync(new() { Ratio = 1 });

        await name.FillAsync("numbers");
        await Expect(page.GetByText("Use 1 to 63 lower-case letters")).ToHaveCountAsync(0);
        await Expect(address).ToBeVisibleAsync();
        await Expect(refusal).ToBeVisibleAsync();
        await page.GetByLabel("Kind").SelectOptionAsync("OpenAI");
        await Expect(address).ToHaveCountAsync(0);
        await Expect(refusal).ToHaveCountAsync(0);

        // What is no number is refused by a sentence, and stays as it was typed.
        await page.GetByLabel("Address optional").FillAsync("nonsense");
        await page.GetByLabel("Model", new() { Exact = true }).FillAsync("gpt-small");
        await page.GetByLabel("Messages of the thread it is told").FillAsync("many");
        await page.GetByLabel("Wait for an answer").FillAsync("1.5");
        await create.ClickAsync();
        await Expect(page.GetByLabel("Address optional")).ToBeFocusedAsync();
        await Expect(page.GetByText("Give a whole number from 0 to 100.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Give a whole number of seconds from 1 to 600.")).ToBeVisibleAsync();
        await visit.ShotAsync("refused-1-desktop");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.ShotAsync("refused-2-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.GetByLabel("Address optional").FillAsync("");
        await Expect(page.GetByLabel("Address optional")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await page.SetViewportSizeAsync(390, 844);
        await create.ClickAsync();
        await Expect(page.GetByLabel("Messages of the thread it is told")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Messages of the thread it is told")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(page.GetByLabel("Messages of the thread it is told")).ToHaveValueAsync("many");
        await visit.ShotAsync("refused-3-phone");
        await page.GetByLabel("Messages of the thread it is told").FillAsync("15");
        await page.GetByLabel("Wait for an answer").FillAsync("45");
        // The last complaint goes and the button moves up: a click at once would miss it.
        await Expect(refusal).ToHaveCountAsync(0);
        await create.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/agents/numbers$"));
        await Expect(page.GetByLabel("Wait for an answer")).ToHaveValueAsync("45");
        await visit.ShotAsync("refused-4-made-phone");
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task A_trial_shows_what_a_model_would_send_and_why_it_failed()
    {
        await using var model = await FakeOpenAi.StartAsync();
        model.Reply = asked => asked % 2 > 0
            ? new("נשמח לראותך! Here is the map.")
            : new(null) { Calls = [FakeToolCall.Of("send_location", new { latitude = 32.08, longitude = 34.78, name = "Map" }), FakeToolCall.Of("handoff", new { reason = "Wants to visit" })] };
        using var api = business.Api();
        using var made = await api.PostAsJsonAsync(
            "/api/v1/agents",
            new { name = "bakery", kind = "openai", url = model.Url, model = "gpt-4o-mini", key = "sk-key-of-the-bakery-9876", system_prompt = "אתם עונים ללקוחות של מאפייה בתל אביב.\nBe brief. Hand over when somebody complains." });
        made.EnsureSuccessStatusCode();

        foreach (var (name, width, height, dark) in ((string, int, int, bool)[])[("desktop", 1440, 1200, false), ("dark", 1440, 1200, true), ("phone", 390, 2600, false)])
        {
            await using var visit = await chromium.NewVisitAsync(business.BaseUrl, width, height, dark);
            await business.Owner.OpenAsync(visit.Page, "/agents/bakery");
            await visit.Page.GetByLabel("What to ask").FillAsync("איפה אתם?");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
            await Expect(visit.Page.GetByLabel("The answer", new() { Exact = true })).ToHaveTextAsync("נשמח לראותך! Here is the map.");
            await Expect(visit.Page.GetByLabel("What it sends beside the text")).ToContainTextAsync("Map, 32.08, 34.78");
            await Expect(visit.Page.GetByText("It hands over to people: Wants to visit")).ToBeVisibleAsync();
            await visit.Page.GetByText("What went over the wire").ClickAsync();
            await Expect(visit.Page.GetByLabel("Request", new() { Exact = true })).ToContainTextAsync("send_location");
            await visit.ShotAsync($"agent-4-model-{name}");
            Assert.Empty(visit.ConsoleErrors);
        }

        model.Script = (_, response, cancellationToken) => FakeServer.WriteAsync(response, 401, new { error = new { message = "Incorrect API key provided: sk-key-of-the-bakery-9876." } }, cancellationToken);
        await using var failing = await chromium.NewVisitAsync(business.BaseUrl);
        await business.Owner.OpenAsync(failing.Page, "/agents/bakery");
        await failing.Page.GetByLabel("What to ask").FillAsync("Hello");
        await failing.Page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(failing.Page.GetByText("The agent's service refused the key (status 401).")).ToBeVisibleAsync();
        await failing.Page.GetByText("What went over the wire").ClickAsync();
        Assert.DoesNotContain("sk-key-of-the-bakery-9876", await failing.Page.ContentAsync());
        await failing.ShotAsync("agent-5-failed");
        await failing.Page.GotoAsync("/agents");
        await Expect(failing.Page.GetByText("OpenAI · gpt-4o-mini")).ToBeVisibleAsync();
        await failing.ShotAsync("agent-6-list");
    }
}
