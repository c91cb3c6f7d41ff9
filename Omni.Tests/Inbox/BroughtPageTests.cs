// What customers bring beside text, and that they are writing, as members see it in the thread.
using Microsoft.Playwright;
using Omni.Tests.Access;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Inbox;

public sealed class BroughtPageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    private const string Jid = "5511988887777@s.whatsapp.net";

    [Fact]
    public async Task A_place_and_cards_are_shown_as_our_own_are_and_so_is_that_somebody_writes()
    {
        var door = await WhatsAppDoor.OpenAsync(business, "brought");
        await door.BringAsync(Jid, new { locationMessage = new { degreesLatitude = -23.56, degreesLongitude = -46.65, name = "Escritório", address = "Av. Paulista 1000" } });
        await door.BringAsync(Jid, new { contactMessage = new { displayName = "Ana", vcard = "FN:Ana\nTEL;waid=5511977776666:+55 11 97777-6666" } });
        await door.BringAsync(Jid, new { contactsArrayMessage = new { displayName = "2 contatos", contacts = new[] { new { displayName = "Bia", vcard = "FN:Bia" }, new { displayName = "דנה לוי", vcard = "FN:x\nTEL;waid=972501234567:050" } } } });
        await door.BringAsync(Jid, new { conversation = "Call one of these", contactMessage = new { displayName = "Caio", vcard = "FN:Caio" } });
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        var page = member.Page;
        await business.Owner.OpenAsync(page, "/inbox");
        await page.GetByTestId("conversation-list").GetByRole(AriaRole.Listitem).First.GetByRole(AriaRole.Link).ClickAsync();
        var thread = page.GetByTestId("thread");

        await Expect(thread.GetByRole(AriaRole.Link, new() { Name = "Av. Paulista 1000" })).ToHaveAttributeAsync("href", "https://www.openstreetmap.org/?mlat=-23.56&mlon=-46.65#map=16/-23.56/-46.65");
        await Expect(thread.GetByText("Escritório")).ToHaveCountAsync(1);
        await Expect(thread.GetByText("Ana", new() { Exact = true })).ToHaveCountAsync(1);
        await Expect(thread.GetByText("+5511977776666")).ToBeVisibleAsync();
        await Expect(thread.GetByText("+972501234567")).ToBeVisibleAsync();
        await Expect(thread.GetByText("2 contatos")).ToHaveCountAsync(0);
        await Expect(thread.GetByText("Call one of these")).ToHaveCountAsync(1);
        await Expect(thread.GetByText("Caio", new() { Exact = true })).ToHaveCountAsync(1);

        var sign = page.GetByTestId("typing");
        await door.TypeAsync(Jid, "composing");
        await Expect(sign).ToHaveTextAsync("Maria Silva is typing…");
        await Shots.TakeAsync(member, "brought");
        await door.SayAsync(Jid, "Here is everything");
        await Expect(thread.GetByText("Here is everything")).ToBeVisibleAsync();
        await Expect(sign).ToHaveCountAsync(0);
        Assert.Empty(member.ConsoleErrors);
    }

    [Fact]
    public async Task A_sign_that_nobody_takes_back_goes_by_itself()
    {
        const string Other = "5511977770000@s.whatsapp.net";
        var door = await WhatsAppDoor.OpenAsync(business, "silent");
        await door.SayAsync(Other, "Wait, I will tell you", person: "Silent Sam");
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        await business.Owner.OpenAsync(member.Page, "/inbox");
        await member.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Silent Sam" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(member.Page.GetByTestId("thread").GetByText("Wait, I will tell you")).ToBeVisibleAsync();

        await door.TypeAsync(Other, "recording");

        await Expect(member.Page.GetByTestId("typing")).ToHaveTextAsync("Silent Sam is recording…");
        await Expect(member.Page.GetByTestId("typing")).ToHaveCountAsync(0, new() { Timeout = 15_000 });
    }
}
