// Messages that come late, seen by somebody who reads further up: they stand in their place, and the reader keeps theirs.
using System.Text.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Inbox;

public sealed class LateMessagePageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    private const string Jid = "5521977776666@s.whatsapp.net";
    private const int Imported = 130;

    [Fact]
    public async Task Late_messages_slot_in_while_what_the_reader_looks_at_stays_where_it_is()
    {
        var door = await WhatsAppDoor.OpenAsync(business, "late");
        var start = business.App.Clock.GetUtcNow().AddHours(-6);
        await door.ImportAsync(Jid, Enumerable.Range(1, Imported).Select(n => ($"line {n} of the past", start.AddMinutes(n))));
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        await business.Owner.OpenAsync(member.Page, "/inbox");
        var row = member.Page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem);
        await Expect(row.GetByText($"line {Imported} of the past")).ToBeVisibleAsync();
        await Expect(row.GetByText("Unread:")).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Link).ClickAsync();
        var thread = member.Page.GetByTestId("thread");
        await Expect(Bubbles(thread)).ToHaveCountAsync(50);
        await Eventually.ReadAsync(() => thread.EvaluateAsync<bool>("e => e.scrollTop > 0 && e.scrollHeight - e.scrollTop - e.clientHeight < 48"), isAtEnd => isAtEnd);
        await ToTopAsync(thread);
        await Expect(Bubbles(thread)).ToHaveCountAsync(100);

        // In the middle of the older page, so that both places are out of sight.
        await thread.EvaluateAsync("e => [...e.querySelectorAll('[data-message]')].find(m => m.innerText.includes('line 60 of')).scrollIntoView({ block: 'center' })");
        await Expect(member.Page.GetByRole(AriaRole.Button, new() { Name = "Jump to the latest message", Exact = true })).ToBeVisibleAsync();

        foreach (var (late, place) in new[] { ("late, far above", 40), ("late, below in the older page", 75), ("late, in the newest page", 120) })
        {
            var before = await InSightAsync(thread);
            await door.SayAsync(Jid, late, at: start.AddMinutes(place).AddSeconds(30));
            await Expect(thread.GetByText(late)).ToBeAttachedAsync();
            AssertNothingMoved(before, await InSightAsync(thread));
            Assert.Equal([$"line {place} of the past", late, $"line {place + 1} of the past"], await AroundAsync(thread, late));
        }

        // Right above what is in sight, where it parts two that stood together; and nothing below is new.
        var seen = await InSightAsync(thread);
        await door.SayAsync(Jid, "late, just above", at: start.AddMinutes(Number(seen[0].Text) - 1).AddSeconds(30));
        await Expect(thread.GetByText("late, just above")).ToBeAttachedAsync();
        AssertNothingMoved(seen, await InSightAsync(thread));
        await Expect(member.Page.GetByRole(AriaRole.Button, new() { Name = "Jump to the latest message", Exact = true })).ToBeVisibleAsync();

        // The list shows what stands last, read by who looks, and a live one below is counted.
        await Expect(row.GetByText($"line {Imported} of the past")).ToBeVisibleAsync();
        await Expect(row.GetByText("Unread:")).ToHaveCountAsync(0);
        seen = await InSightAsync(thread);
        await door.SayAsync(Jid, "and now something new");
        await Expect(member.Page.GetByRole(AriaRole.Button, new() { Name = "Jump to the latest message, 1 new" })).ToBeVisibleAsync();
        AssertNothingMoved(seen, await InSightAsync(thread));
        await member.ShotAsync("late-1-reader");

        // Older than all that is loaded: it is where older ones are loaded from.
        await door.SayAsync(Jid, "older than everything", at: start.AddMinutes(-5));
        await Expect(row.GetByText("and now something new")).ToBeVisibleAsync();
        await ToTopAsync(thread);
        await Expect(Bubbles(thread).First).ToContainTextAsync("older than everything");
        await Expect(Bubbles(thread)).ToHaveCountAsync(Imported + 6);

        // And again when everything is loaded.
        await ToTopAsync(thread);
        await door.SayAsync(Jid, "even older", at: start.AddMinutes(-9));
        await Expect(Bubbles(thread).First).ToContainTextAsync("even older");
        Assert.Empty(member.ConsoleErrors);
    }

    private static ILocator Bubbles(ILocator thread) => thread.GetByRole(AriaRole.Article);

    private static async Task ToTopAsync(ILocator thread) => await thread.EvaluateAsync("e => e.scrollTop = 0");

    private static int Number(string text) => int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    // The bubbles that are wholly in sight, from above.
    private static async Task<List<(string Text, double Top, double Bottom)>> InSightAsync(ILocator thread)
    {
        var found = await thread.EvaluateAsync<JsonElement>(
            """
            e => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
              const { top, bottom } = e.getBoundingClientRect();
              done([...e.querySelectorAll('.bubble')].map(b => ({ text: b.querySelector('.text').innerText.split('\n')[0].replace(/\s*\d\d:\d\d$/, ''), box: b.getBoundingClientRect() }))
                .filter(b => b.box.top >= top && b.box.bottom <= bottom).map(b => ({ text: b.text, top: b.box.top, bottom: b.box.bottom })));
            })))
            """);
        var seen = found.EnumerateArray().Select(b => (b.GetProperty("text").GetString()!, b.GetProperty("top").GetDouble(), b.GetProperty("bottom").GetDouble())).ToList();
        Assert.True(seen.Count > 3);
        return seen;
    }

    private static async Task<string[]> AroundAsync(ILocator thread, string text) => await thread.EvaluateAsync<string[]>(
        """
        (e, text) => {
          const all = [...e.querySelectorAll('.text')].map(t => t.innerText.split('\n')[0].replace(/\s*\d\d:\d\d$/, ''));
          const at = all.findIndex(t => t.includes(text));
          return all.slice(at - 1, at + 2);
        }
        """,
        text);

    private static void AssertNothingMoved(List<(string Text, double Top, double Bottom)> before, List<(string Text, double Top, double Bottom)> after)
    {
        foreach (var (text, top, bottom) in before)
        {
            var now = Assert.Single(after, a => a.Text == text);
            Assert.InRange(now.Top, top - 1, top + 1);
            Assert.InRange(now.Bottom, bottom - 1, bottom + 1);
        }
    }
}
