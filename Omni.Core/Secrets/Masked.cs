// Secrets as they come back from forms and programs that were shown a mask.
using Omni.Core.Results;

namespace Omni.Core.Secrets;

public static class Masked
{
    public const string HeaderRule = "Keys hold no spaces and no letters beyond ASCII, and at most 2,000 characters.";

    public const string OtherHostRule = "The address leads to another host, and the stored key is not sent there. Give the key for it, or an empty one.";

    /// <summary>True for what <see cref="SealedSecret.Masked"/> shows: no secret, but the wish to keep the one that is there.</summary>
    public static bool Is(string text) => text.StartsWith("••••", StringComparison.Ordinal);

    /// <summary>Whether it can travel in a header.</summary>
    public static bool IsHeaderSafe(string key) => key.Length <= 2000 && key.All(letter => letter is > ' ' and <= '~');

    /// <summary>Whether a change leaves the stored secret as it is.</summary>
    public static bool Keeps(Optional<string?> wanted) => !wanted.IsGiven || (wanted.Value is { } text && Is(text));

    extension(SecretBox box)
    {
        /// <summary>The secret after a change: absent or masked keeps it, null or empty clears it.</summary>
        public SealedSecret? Change(SealedSecret? current, Optional<string?> wanted)
            => Keeps(wanted) ? current : box.SealOptional(wanted.Value);
    }
}
