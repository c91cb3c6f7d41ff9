// Opens every page that the app has, and reads what is written on it and in its fields.
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Secrets;

internal sealed partial class LookAtPages(IPage page, IReadOnlyDictionary<string, string> given)
{
    /// <summary>Every address and its HTML. Fails for a page whose address nobody could fill in.</summary>
    public async Task<List<(string Address, string Html)>> RunAsync()
    {
        var seen = new List<(string, string)>();

        foreach (var route in typeof(Program).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Order(StringComparer.Ordinal))
        {
            var address = Parameter().Replace(route, found => given.GetValueOrDefault(route[..found.Index] + found.Groups[1].Value)
                ?? throw new InvalidOperationException($"The canary test does not know what to put into {route}."));
            await page.GotoAsync(address);
            await Expect(page.Locator("h1, h2, [data-testid=thread]").First).ToBeVisibleAsync();
            await Expect(page.Locator("[role=status][aria-label^=Loading], [role=status][aria-label=Counting]")).ToHaveCountAsync(0);
            var fields = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('input, textarea, select, output')].map(e => e.value ?? '')");
            seen.Add((address, $"{await page.ContentAsync()} {string.Join(' ', fields)}"));
        }

        return seen;
    }

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
