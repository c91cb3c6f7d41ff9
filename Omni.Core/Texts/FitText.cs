// Makes a text fit for its column: what PostgreSQL refuses goes, what is too long is cut, and no character is cut in half.
using System.Text;

namespace Omni.Core.Texts;

internal static class FitText
{
    extension(string text)
    {
        /// <summary>At most so many characters, without NUL and without half surrogate pairs.</summary>
        public string Fit(int most)
        {
            var clean = text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;

            if (clean.Length > most)
            {
                clean = clean[..(char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most)];
            }

            return clean.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)) : clean;
        }
    }
}
