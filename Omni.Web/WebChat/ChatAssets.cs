// The chat's static files, with addresses that change when the files do.
using System.Globalization;
using Microsoft.Extensions.FileProviders;

namespace Omni.Web.WebChat;

internal sealed class ChatAssets(IWebHostEnvironment environment)
{
    /// <summary>The address of a file below <c>wwwroot/chat</c>.</summary>
    public string AddressOf(string file)
    {
        var found = Find(file);
        return $"/chat/{file}?v={(found.LastModified.UtcTicks ^ found.Length).ToString("x", CultureInfo.InvariantCulture)}";
    }

    public IFileInfo Find(string file) => environment.WebRootFileProvider.GetFileInfo($"chat/{file}");
}
