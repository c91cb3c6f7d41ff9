// Messages that wait for their time, as members see them: beside Send, below the thread, and all of them on a page.
using System.Net.Http.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Inbox;

public sealed class ScheduledPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_member_schedules_changes_sends_now_and_cancels_and_the_clock_does_the_rest()
    {
        await using var visitor = await WriteAsVisitorAsync("later", "שלום, מתי אתם פותחים מחר?");
        await using var member = await chromium.NewVisitAsync(app.BaseUrl);
        var page = member.Page;
        await OpenAsync(member, "מתי אתם פותחים");
        var waiting = page.GetByRole(AriaRole.Region, new() { Name = "Scheduled messages" });

        // In the past: refused beside the fields, and the text stays.
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Good morning! We are open from nine.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();
        var plan = page.GetByRole(AriaRole.Group, new() { Name = "Send later" });
        await plan.GetByLabel("Date").FillAsync("2020-01-01");
        await plan.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();
        await Expect(plan.GetByText("This time has passed already.")).ToBeVisibleAsync();
        await member.ShotAsync("scheduled-1-past");
        await plan.GetByRole(AriaRole.Button, new() { Name = "Tomorrow 09:00" }).ClickAsync();
        await Expect(plan.GetByText("Tomorrow at 09:00")).ToBeVisibleAsync();
        await Expect(plan.GetByText("This time has passed already.")).ToHaveCountAsync(0);
        await plan.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();

        await Expect(plan).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Message", new() { Exact = true })).ToHaveValueAsync("");
        await Expect(waiting.GetByText("Tomorrow at 09:00")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("thread").GetByText("Good morning! We are open from nine.")).ToHaveCountAsync(1);

        await ScheduleAsync(page, "יש לכם עוד שאלות? נשמח לעזור.", async fields =>
        {
            await fields.GetByLabel("Repeat").SelectOptionAsync("Every week");
            await fields.GetByLabel("Only if they have not answered").CheckAsync();
        });
        await Expect(waiting.GetByText("2 scheduled messages")).ToBeVisibleAsync();
        await member.ShotAsync("scheduled-2-thread");

        var first = waiting.GetByRole(AriaRole.Article).Filter(new() { HasText = "Good morning!" });
        await first.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        var editing = waiting.GetByRole(AriaRole.Article).Filter(new() { Has = page.GetByLabel("Text", new() { Exact = true }) });
        await editing.GetByLabel("Text", new() { Exact = true }).FillAsync("Good morning! We are open from ten.");
        await editing.GetByLabel("Time", new() { Exact = true }).FillAsync("10:00");
        await member.ShotAsync("scheduled-3-edit");
        await editing.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        first = waiting.GetByRole(AriaRole.Article).Filter(new() { HasText = "open from ten" });
        await Expect(first.GetByText("Tomorrow at 10:00")).ToBeVisibleAsync();

        await first.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Good morning! We are open from ten.")).ToBeVisibleAsync();
        await Expect(waiting.GetByText("1 scheduled message")).ToBeVisibleAsync();

        await ScheduleAsync(page, "An hour has passed.", fields => fields.GetByRole(AriaRole.Button, new() { Name = "In 1 hour" }).ClickAsync());
        await Expect(waiting.GetByText("2 scheduled messages")).ToBeVisibleAsync();
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Expect(visitor.Page.GetByText("An hour has passed.")).ToBeVisibleAsync();
        await Expect(waiting.GetByText("1 scheduled message")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("thread").Locator("[data-message]").Filter(new() { HasText = "An hour has passed." })).ToBeVisibleAsync();

        await waiting.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel all" }).ClickAsync();
        await Expect(waiting).ToHaveCountAsync(0);
        Assert.Empty(member.ConsoleErrors);
    }

    [Fact]
    public async Task All_that_is_scheduled_stands_on_a_page_with_the_business_clock()
    {
        await using var noa = await WriteAsVisitorAsync("all-one", "Is the blue one back in stock?");
        await using var omer = await WriteAsVisitorAsync("all-two", "אפשר לקבל הצעת מחיר למטבח?");
        await using var member = await chromium.NewVisitAsync(app.BaseUrl);
        var page = member.Page;
        await OpenAsync(member, "Is the blue one");
        await ScheduleAsync(page, "It arrives on Monday. Shall we put one aside for you?", fields => fields.GetByRole(AriaRole.Button, new() { Name = "Tomorrow 09:00" }).ClickAsync());
        await OpenAsync(member, "הצעת מחיר");
        await ScheduleAsync(page, "היי, רק מזכירים: ההצעה ששלחנו תקפה עד סוף החודש.", async fields =>
        {
            await fields.GetByLabel("Time", new() { Exact = true }).FillAsync("11:30");
            await fields.GetByLabel("Repeat").SelectOptionAsync("Every week");
            await fields.GetByLabel("Only if they have not answered").CheckAsync();
        });

        await page.GetByRole(AriaRole.Link, new() { Name = "Scheduled" }).ClickAsync();
        var list = page.GetByRole(AriaRole.List, new() { Name = "Scheduled messages" });
        await Expect(list.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await page.GetByLabel("Your business's time zone").GetByRole(AriaRole.Combobox).Or(page.GetByRole(AriaRole.Combobox, new() { Name = "Your business's time zone" })).First.SelectOptionAsync("Asia/Jerusalem");
        await Expect(page.GetByText("Your business's clock is in Asia/Jerusalem from now on.")).ToBeVisibleAsync();
        await member.ShotAsync("scheduled-4-page");

        await using var dark = await chromium.NewVisitAsync(app.BaseUrl, dark: true);
        await OpenAsync(dark, "הצעת מחיר");
        await dark.Page.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();
        await Expect(dark.Page.GetByText("by your business's clock, Asia/Jerusalem")).ToBeVisibleAsync();
        await dark.ShotAsync("scheduled-5-dark");

        await using var phone = await chromium.NewVisitAsync(app.BaseUrl, width: 390, height: 844);
        await app.Owner.OpenAsync(phone.Page, "/scheduled");
        await Expect(phone.Page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await phone.ShotAsync("scheduled-6-phone-page");
        await OpenAsync(phone, "הצעת מחיר");
        await Expect(phone.Page.GetByRole(AriaRole.Region, new() { Name = "Scheduled messages" })).ToBeVisibleAsync();
        await phone.ShotAsync("scheduled-7-phone-thread");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Group, new() { Name = "Send later" })).ToBeInViewportAsync(new() { Ratio = 1 });
        await phone.ShotAsync("scheduled-8-phone-plan");

        await list.GetByRole(AriaRole.Article).First.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(list.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await list.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await Expect(list.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await Expect(omer.Page.GetByText("רק מזכירים")).ToBeVisibleAsync();
        Assert.Empty(member.ConsoleErrors);
        Assert.Empty(phone.ConsoleErrors);
    }

    private static async Task ScheduleAsync(IPage page, string text, Func<ILocator, Task> choose)
    {
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();
        var plan = page.GetByRole(AriaRole.Group, new() { Name = "Send later" });
        await choose(plan);
        await plan.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();
        await Expect(plan).ToHaveCountAsync(0);
    }

    private async Task OpenAsync(Visit member, string text)
    {
        if (member.Page.Url is "about:blank")
        {
            await app.Owner.OpenAsync(member.Page, "/inbox");
        }
        else
        {
            await member.Page.GotoAsync("/inbox");
        }

        await member.Page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).Filter(new() { HasText = text }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(member.Page.GetByTestId("thread").GetByRole(AriaRole.Article).Filter(new() { HasText = text }).First).ToBeVisibleAsync();
    }

    private async Task<Visit> WriteAsVisitorAsync(string chat, string text)
    {
        using var api = app.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/instances", new { name = chat, channel_type = "webchat" });
        made.EnsureSuccessStatusCode();
        var visitor = await chromium.NewVisitAsync(app.BaseUrl);
        await visitor.Page.GotoAsync($"/chat/{chat}");
        await visitor.Page.GetByLabel("Write a message").FillAsync(text);
        await visitor.Page.GetByLabel("Write a message").PressAsync("Enter");
        return visitor;
    }
}
