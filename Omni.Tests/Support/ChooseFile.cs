// Hands a file to a page as soon as the page listens for one: people are slower, a test may choose before its script is there.
using Microsoft.Playwright;

namespace Omni.Tests.Support;

internal static class ChooseFile
{
    public static async Task ChooseAsync(this ILocator input, FilePayload file)
    {
        await Eventually.ReadAsync(() => input.EvaluateAsync<bool>("element => '_blazorInputFileNextFileId' in element"), ready => ready);
        await input.SetInputFilesAsync(file);
    }
}
