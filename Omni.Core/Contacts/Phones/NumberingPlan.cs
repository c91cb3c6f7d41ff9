using System.Text.RegularExpressions;

namespace Omni.Core.Contacts.Phones;

// The rules of one region. Each pattern is built when first asked: an installation meets a few of 245 regions.
internal sealed class NumberingPlan(PlanRow row, IEnumerable<string> kinds, IEnumerable<string> alsoAccepted)
{
    private readonly Lazy<Regex> _shape = Whole([row.NationalNumberPattern]);
    private readonly Lazy<Regex> _kinds = Whole(kinds);
    private readonly Lazy<Regex> _alsoAccepted = Whole(alsoAccepted);
    private readonly Lazy<Regex> _exitCode = Start(row.InternationalPrefix);
    private readonly Lazy<Regex> _trunkPrefix = Start(row.NationalPrefixForParsing);
    private readonly Lazy<Regex> _leadingDigits = Start(row.LeadingDigits);
    private readonly int _longest = row.PossibleLengths.Max();

    public string CallingCode => row.CallingCode;

    /// <summary>Whether the leading digits make the number this region's; null when the region names none.</summary>
    public bool? Claims(string national) => row.LeadingDigits is null ? null : _leadingDigits.Value.IsMatch(national);

    /// <summary>Whether the digits have the outline of a number here, of whatever kind.</summary>
    public bool HasShape(string national) => _shape.Value.IsMatch(national);

    public bool IsTooLong(string national) => national.Length > _longest;

    /// <summary>Whether the number is of a kind in use here (fixed, mobile, toll free, …), or is accepted all the same.</summary>
    public bool IsValid(string national) =>
        (HasPossibleLength(national) && HasShape(national) && _kinds.Value.IsMatch(national))
        || _alsoAccepted.Value.IsMatch(national);

    /// <summary>What follows the code that is dialled here to leave the country; null when it was not dialled.</summary>
    public string? WithoutExitCode(string digits)
    {
        var exit = _exitCode.Value.Match(digits);
        return exit.Success && exit.Length < digits.Length && digits[exit.Length] != '0' ? digits[exit.Length..] : null;
    }

    /// <summary>The national number without trunk prefix and carrier code, unless too little would be left of it.</summary>
    public string WithoutTrunkPrefix(string national)
    {
        var stripped = StripTrunkPrefix(national);
        return HasPossibleLength(stripped) || IsTooLong(stripped) ? stripped : national;
    }

    // A number that has the shape of one keeps its prefix when it would lose that shape.
    public string StripTrunkPrefix(string national)
    {
        var prefix = _trunkPrefix.Value.Match(national);
        if (!prefix.Success)
            return national;

        var lead = row.NationalPrefixTransformRule is { } rule && prefix.Groups[^1].Length > 0 ? prefix.Result(rule) : "";
        var stripped = lead + national[prefix.Length..];
        return HasShape(national) && !HasShape(stripped) ? national : stripped;
    }

    private bool HasPossibleLength(string national) => row.PossibleLengths.Contains(national.Length);

    private static Lazy<Regex> Whole(IEnumerable<string> patterns) => new(() => Build($@"^(?:{Either(patterns)})\z"));

    private static Lazy<Regex> Start(string? pattern) => new(() => Build($"^(?:{Either(pattern is null ? [] : [pattern])})"));

    // No pattern matches nothing.
    private static string Either(IEnumerable<string> patterns) =>
        string.Join('|', patterns) is { Length: > 0 } either ? either : "(?!)";

    // Interpreted: compiling costs milliseconds per pattern and saves a microsecond per number.
    private static Regex Build(string pattern) => new(pattern, RegexOptions.CultureInvariant);
}
