// Takes secrets out of what others say: some services repeat the key that they refuse.
using System.Text.Encodings.Web;

namespace Omni.Core.Secrets;

public static class HideSecrets
{
    // Shorter ones are words that may stand anywhere.
    private const int Shortest = 6;

    extension(string text)
    {
        /// <summary>The text without these secrets, in whatever way it writes them: as they are, inside JSON, or inside an address.</summary>
        public string Without(params ReadOnlySpan<string?> secrets)
        {
            foreach (var secret in secrets)
            {
                if (secret is { Length: >= Shortest })
                {
                    text = Hide(text, secret);
                }
            }

            return text;
        }
    }

    private static string Hide(string text, string secret)
    {
        const string Instead = "••••";
        text = text.Replace(secret, Instead, StringComparison.Ordinal);

        foreach (var form in (string[])[JavaScriptEncoder.Default.Encode(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret), Uri.EscapeDataString(secret)])
        {
            text = form == secret ? text : text.Replace(form, Instead, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
