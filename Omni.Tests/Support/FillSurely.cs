// Types into a field of a dialog that has just opened. All pages share one browser, and text that is typed goes to whatever has its focus at that instant.
using Microsoft.Playwright;

namespace Omni.Tests.Support;

internal static class FillSurely
{
    private const int MostTries = 4;

    /// <summary>Types again what did not reach the field; what reached it and the page then loses stays lost.</summary>
    public static async Task FillSurelyAsync(this ILocator field, string text)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            await field.FillAsync(text);

            if (await field.InputValueAsync() == text)
            {
                return;
            }
        }

        Assert.Fail($"'{text}' could not be typed: the field holds '{await field.InputValueAsync()}'.");
    }
}
