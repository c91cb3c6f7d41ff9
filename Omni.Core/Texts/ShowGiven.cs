// A value that somebody gave, as an error repeats it: enough to know it by.
namespace Omni.Core.Texts;

public static class ShowGiven
{
    private const int Most = 100;

    extension(string text)
    {
        /// <summary>Its first hundred characters.</summary>
        public string Shown => text.Length > Most ? $"{text[..Most].Fit(Most)}…" : text.Fit(Most);
    }
}
