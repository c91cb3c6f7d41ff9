namespace Omni.Core.Texts;

internal static class EscapeLike
{
    extension(string text)
    {
        /// <summary>The text as a LIKE pattern that means nothing but itself, with <c>\</c> as escape.</summary>
        public string AsLiteralPattern()
            => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
    }
}
