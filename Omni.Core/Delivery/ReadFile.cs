// Reads a file as programs hand it over: by its address, or as base64, perhaps as a whole data: address.
using Omni.Core.Results;

namespace Omni.Core.Delivery;

public static class ReadFile
{
    extension(NewFile)
    {
        /// <summary>The file, not yet checked; or why its base64 cannot be read.</summary>
        public static Result<NewFile> Read(string? url, string? base64, string? mimeType, string? fileName)
        {
            byte[]? bytes = null;

            if (base64 is null && url?.StartsWith("data:", StringComparison.OrdinalIgnoreCase) is true)
            {
                (base64, url) = (url, null);
            }

            if (base64 is { } text)
            {
                // A data: address says the type too.
                if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && text.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma)
                {
                    mimeType ??= text[5..comma].Split(';')[0] is { Length: > 0 } said ? said : null;
                    text = text[(comma + 1)..];
                }

                bytes = new byte[text.Length];

                if (!Convert.TryFromBase64String(text, bytes, out var count))
                {
                    return Error.Invalid("media_base64", "This is not base64.");
                }

                bytes = bytes[..count];
            }

            return new NewFile { Bytes = bytes, Url = url, MimeType = mimeType, FileName = fileName };
        }
    }
}
