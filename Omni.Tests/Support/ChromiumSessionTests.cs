namespace Omni.Tests.Support;

public sealed class ChromiumSessionTests(ChromiumSession chromium) : IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_visit_has_its_own_size_colours_and_language_and_hears_the_console()
    {
        await using var agent = await FakeAgent.StartAsync();
        agent.Mode = FakeAgentMode.Nonsense;
        await using var visit = await chromium.NewVisitAsync(agent.Url, width: 390, height: 844, dark: true, locale: "he-IL");

        await visit.Page.GotoAsync("/");
        await visit.Page.EvaluateAsync("console.error('broken')");

        Assert.Equal("390 true he-IL", await visit.Page.EvaluateAsync<string>("`${innerWidth} ${matchMedia('(prefers-color-scheme: dark)').matches} ${navigator.language}`"));
        Assert.Contains(visit.ConsoleErrors, error => error.StartsWith("broken", StringComparison.Ordinal));
    }
}
