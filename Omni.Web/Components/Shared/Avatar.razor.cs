using System.Globalization;
using Microsoft.AspNetCore.Components;
using Omni.Core.Contacts;

namespace Omni.Web.Components.Shared;

public sealed partial class Avatar
{
    private const int Hues = 8;

    /// <summary>Null, or no letters in it, shows a person instead of initials.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>What the colour is made from; the name when null.</summary>
    [Parameter]
    public string? Seed { get; set; }

    /// <summary>Pixels.</summary>
    [Parameter]
    public int Size { get; set; } = 40;

    [Parameter]
    public ChannelType? Channel { get; set; }

    // Not string.GetHashCode: that one changes with every start.
    private int Hue => (int)((Seed ?? Name ?? "").Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % Hues);

    private string Initials
    {
        get
        {
            var words = (Name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(w => char.IsLetter(w, 0))
                .ToArray();

            return words switch
            {
                [] => "",
                [var only] => First(only),
                [var first, .., var last] => First(first) + First(last),
            };
        }
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
