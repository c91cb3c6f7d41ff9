// Types into a dialog that has just opened. On a busy machine the page has lost what was typed at that instant: the field holds it, the server never hears of it.
// Until that is mended (docs/plan.md), tests of other things begin as late as people do.
using Microsoft.Playwright;

namespace Omni.Tests.Support;

internal static class FillLate
{
    public static async Task FillLateAsync(this ILocator field, string text)
    {
        await field.WaitForAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(700));
        await field.FillAsync(text);
    }
}
