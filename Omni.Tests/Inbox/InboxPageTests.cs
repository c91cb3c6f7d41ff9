// The way through as people see it: a visitor in one window, a member in another.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Inbox;

public sealed class InboxPageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_visitor_is_seen_at_once_the_agent_answers_both_windows_and_a_member_takes_over()
    {
        var chat = await OpenChatAsync("way-through");
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        await using var visitor = await chromium.NewVisitAsync(business.BaseUrl, width: 390, height: 844);
        await business.Owner.OpenAsync(member.Page, "/inbox");
        await Expect(member.Page.GetByTestId("conversation-list")).ToBeVisibleAsync();
        await visitor.Page.GotoAsync($"/chat/{chat}");

        await SayAsync(visitor.Page, "Is anyone there?");
        var row = member.Page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Is anyone there?" });
        await Expect(row).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator(".agent .bubble")).ToHaveTextAsync("[Echo from webchat] Is anyone there?");

        await row.GetByRole(AriaRole.Link).ClickAsync();
        var thread = member.Page.GetByTestId("thread");
        await Expect(Bubble(thread, "[Echo from webchat] Is anyone there?")).ToBeVisibleAsync();

        // Everything is warm now: the second message is measured.
        var watch = Stopwatch.StartNew();
        await SayAsync(visitor.Page, "שלום, יש לכם משלוחים?");
        await Expect(Bubble(thread, "שלום, יש לכם משלוחים?")).ToBeVisibleAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"A visitor's text stood in the thread after {watch.ElapsedMilliseconds} ms.");
        Assert.InRange(watch.ElapsedMilliseconds, 0, 20_000);

        await member.Page.GetByLabel("Message", new() { Exact = true }).FillAsync("Dana here: yes, we deliver.");
        await member.Page.GetByLabel("Message", new() { Exact = true }).PressAsync("Enter");
        await Expect(visitor.Page.GetByText("Dana here: yes, we deliver.")).ToBeVisibleAsync();
        await SayAsync(visitor.Page, "Thank you!");
        await Expect(Bubble(thread, "Thank you!")).ToBeVisibleAsync();
        await Expect(thread.GetByText("[Echo from webchat] Thank you!")).ToHaveCountAsync(0);
        Assert.Empty(member.ConsoleErrors);
        Assert.Empty(visitor.ConsoleErrors);
    }

    [Fact]
    public async Task What_a_member_does_to_messages_of_a_web_chat_is_what_the_visitor_gets()
    {
        var chat = await OpenChatAsync("given", agent: null);
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        await using var visitor = await chromium.NewVisitAsync(business.BaseUrl, width: 390, height: 844);
        await visitor.Page.GotoAsync($"/chat/{chat}");
        await SayAsync(visitor.Page, "יש לכם אריחים כחולים?");
        await business.Owner.OpenAsync(member.Page, "/inbox");
        await member.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "אריחים" }).GetByRole(AriaRole.Link).ClickAsync();
        var thread = member.Page.GetByTestId("thread");

        // The menu of the last message opens to where there is room: the thread does not grow by it.
        var menu = Line(member.Page, "אריחים").GetByRole(AriaRole.Button, new() { Name = "More about this message" });
        await menu.ClickAsync();
        await Expect(member.Page.GetByRole(AriaRole.Button, new() { Name = "Reply" })).ToBeVisibleAsync();
        Assert.Equal(0, await thread.EvaluateAsync<int>("scroller => scroller.scrollHeight - scroller.clientHeight"));
        await Expect(member.Page.GetByRole(AriaRole.Group, new() { Name = "React" })).ToHaveCountAsync(0);
        await member.ShotAsync("given-1-menu");
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "Reply" }).ClickAsync();
        await member.Page.GetByLabel("Message", new() { Exact = true }).FillAsync("Yes, twenty boxes");
        await member.Page.GetByLabel("Message", new() { Exact = true }).PressAsync("Enter");
        var answer = visitor.Page.Locator(".bubble", new() { HasText = "Yes, twenty boxes" });
        await Expect(answer.Locator("blockquote")).ToContainTextAsync("יש לכם אריחים כחולים?");

        await Expect(Line(member.Page, "Yes, twenty boxes").GetByTitle("Sent", new() { Exact = true })).ToBeVisibleAsync();
        await Line(member.Page, "Yes, twenty boxes").GetByRole(AriaRole.Button, new() { Name = "More about this message" }).ClickAsync();
        await member.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        var dialog = member.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Text")).ToBeFocusedAsync();
        await Expect(dialog.GetByText("marked as edited")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("WhatsApp")).ToHaveCountAsync(0);
        await member.ShotAsync("given-2-edit");
        await member.Page.Keyboard.TypeAsync(", and more tomorrow");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Yes, twenty boxes, and more tomorrow")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Edited", new() { Exact = true })).ToBeVisibleAsync();
        await visitor.ShotAsync("given-3-visitor");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visitor.ShotAsync("given-3-visitor-dark");
        await using var hebrew = await chromium.NewVisitAsync(business.BaseUrl, width: 390, height: 844, locale: "he-IL");
        await hebrew.Page.Context.AddCookiesAsync((await visitor.Page.Context.CookiesAsync()).Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = business.BaseUrl }));
        await hebrew.Page.GotoAsync($"/chat/{chat}");
        await Expect(hebrew.Page.GetByText("נערכה", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(hebrew.Page.Locator("blockquote")).ToHaveTextAsync("בתשובה אל: יש לכם אריחים כחולים?");
        await hebrew.ShotAsync("given-4-visitor-hebrew");
        Assert.Empty(member.ConsoleErrors);
        Assert.Empty(visitor.ConsoleErrors);
    }

    [Fact]
    public async Task What_is_snoozed_leaves_the_open_tab_for_one_of_its_own_and_comes_back_when_the_customer_writes()
    {
        var chat = await OpenChatAsync("later", agent: null);
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        await using var visitor = await chromium.NewVisitAsync(business.BaseUrl, width: 390, height: 844);
        await visitor.Page.GotoAsync($"/chat/{chat}");
        await SayAsync(visitor.Page, "Call me next week");
        await business.Owner.OpenAsync(member.Page, "/inbox");
        var row = member.Page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Call me next week" });
        await Expect(row).ToBeVisibleAsync();
        var tab = member.Page.GetByRole(AriaRole.Tab, new() { Name = "Snoozed" });
        await Expect(tab).ToHaveCountAsync(0);

        using var api = business.Api();
        var list = await api.GetFromJsonAsync<JsonElement>("/api/v1/conversations?status=open");
        var id = list.GetProperty("items").EnumerateArray().Single(c => c.GetProperty("instance_name").GetString() == chat).GetProperty("id").GetString();
        using var snoozed = await api.PatchAsJsonAsync($"/api/v1/conversations/{id}", new { status = "snoozed", snoozed_until = business.App.Clock.GetUtcNow().AddDays(7) });
        snoozed.EnsureSuccessStatusCode();
        await Expect(row).ToHaveCountAsync(0);
        await tab.ClickAsync();
        await member.Page.SetViewportSizeAsync(390, 844);
        await member.ShotAsync("snoozed-phone");
        await member.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await member.ShotAsync("snoozed-phone-dark");
        await member.Page.SetViewportSizeAsync(1440, 900);
        await member.ShotAsync("snoozed-dark");
        await member.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(member.Page.GetByText("Snoozed · ")).ToBeVisibleAsync();
        await Expect(member.Page.GetByText("Somebody snoozed the conversation")).ToBeVisibleAsync();
        await member.ShotAsync("snoozed");

        await SayAsync(visitor.Page, "Or rather now");
        await member.Page.GetByRole(AriaRole.Tab, new() { Name = "Open" }).ClickAsync();
        await Expect(member.Page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Or rather now" })).ToBeVisibleAsync();
        await Expect(tab).ToHaveCountAsync(0);
        Assert.Empty(member.ConsoleErrors);
    }

    [Fact]
    public async Task A_conversation_that_is_left_while_its_scripts_are_on_their_way_breaks_nothing()
    {
        var door = await WhatsAppDoor.OpenAsync(business, "hasty");
        await door.SayAsync("5511900001111@s.whatsapp.net", "I was first", person: "First Flora");
        await door.SayAsync("5511900002222@s.whatsapp.net", "I was second", person: "Second Saul");
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        var (asked, mayCome) = (new ConcurrentDictionary<string, bool>(), new TaskCompletionSource());
        await member.Page.RouteAsync("**/{Thread,Composer}.razor*.js", async route =>
        {
            asked[route.Request.Url] = true;
            await mayCome.Task;
            await route.ContinueAsync();
        });
        await business.Owner.OpenAsync(member.Page, "/inbox");
        var rows = member.Page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem);

        await rows.Filter(new() { HasText = "First Flora" }).GetByRole(AriaRole.Link).ClickAsync();
        await Eventually.ReadAsync(() => Task.FromResult(asked.Count), count => count == 2);
        await rows.Filter(new() { HasText = "Second Saul" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Bubble(member.Page.GetByTestId("thread"), "I was second")).ToBeVisibleAsync();

        // What is typed at once stands in the box when its script is there, which opens the send button.
        await member.Page.Keyboard.TypeAsync("Good mornink");
        await member.Page.Keyboard.PressAsync("Backspace");
        await member.Page.Keyboard.TypeAsync("g");
        mayCome.SetResult();
        await Expect(member.Page.GetByLabel("Message", new() { Exact = true })).ToHaveValueAsync("Good morning");
        await Expect(member.Page.GetByLabel("Message", new() { Exact = true })).ToBeFocusedAsync();
        await Expect(member.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeEnabledAsync();
        await Expect(member.Page.GetByText("This page broke")).ToHaveCountAsync(0);
        await Expect(Bubble(member.Page.GetByTestId("thread"), "I was second")).ToBeVisibleAsync();
        Assert.DoesNotContain(business.App.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("ObjectDisposedException", StringComparison.Ordinal));
        Assert.Empty(member.ConsoleErrors);
    }

    [Fact]
    public async Task On_a_phone_one_pane_is_shown_at_a_time()
    {
        var chat = await OpenChatAsync("on-a-phone");
        await using var visitor = await chromium.NewVisitAsync(business.BaseUrl);
        await visitor.Page.GotoAsync($"/chat/{chat}");
        await SayAsync(visitor.Page, "From the sofa");
        await using var member = await chromium.NewVisitAsync(business.BaseUrl, width: 390, height: 844);
        await business.Owner.OpenAsync(member.Page, "/inbox");

        await member.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "From the sofa" }).GetByRole(AriaRole.Link).ClickAsync();

        await Expect(Bubble(member.Page.GetByTestId("thread"), "From the sofa")).ToBeVisibleAsync();
        await Expect(member.Page.GetByTestId("conversation-list")).Not.ToBeVisibleAsync();
        await member.Page.GoBackAsync();
        await Expect(member.Page.GetByTestId("conversation-list")).ToBeVisibleAsync();
    }

    private static ILocator Bubble(ILocator thread, string text) => thread.GetByRole(AriaRole.Article).Filter(new() { HasText = text }).First;

    private static async Task SayAsync(IPage page, string text)
    {
        await page.GetByLabel("Write a message").FillAsync(text);
        await page.GetByLabel("Write a message").PressAsync("Enter");
    }

    private static ILocator Line(IPage page, string text) => page.Locator(".line").Filter(new() { HasText = text }).Last;

    private async Task<string> OpenChatAsync(string name, string? agent = "echo")
    {
        using var api = business.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/instances", new { name, channel_type = "webchat", agent_instance_type = agent });
        made.EnsureSuccessStatusCode();
        return name;
    }
}
