// Which traces a list shows and numbers count. What is not set does not filter.
using Omni.Core.Contacts.Phones;

namespace Omni.Core.Traces;

public sealed record TraceFilter
{
    private const int FewestDigits = 3;

    public IReadOnlyList<string>? InstanceNames { get; init; }

    public TraceStatus? Status { get; init; }

    /// <summary>The sender's address, or their number in any of the forms by which they are known: see <see cref="FormsOf"/>.</summary>
    public IReadOnlyList<string>? Senders { get; init; }

    public Guid? ConversationId { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>Part of the sender's name, number or address, as they were then or as their person is called now.</summary>
    public string? Search { get; init; }

    /// <summary>The digits of <see cref="Search"/>, when it may be part of a number: without the zero that is dialled inside a country.</summary>
    internal string? SearchDigits
        => Search is { } text && !text.Any(char.IsLetter) && new string([.. text.Where(char.IsAsciiDigit)]).TrimStart('0') is { Length: >= FewestDigits } digits ? digits : null;

    /// <summary>How traces may hold an address or number that is written in any form.</summary>
    public static IReadOnlyList<string> FormsOf(string written, string? region)
    {
        var text = written.Trim();
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        var numbers = new List<string> { text };
        numbers.AddRange(PhoneNumber.TryParse(text, region, out var local) ? local.Variants() : []);
        numbers.AddRange(PhoneNumber.TryParse(text, null, out var whole) ? whole.Variants() : []);
        numbers.AddRange(digits.Length is >= 5 and <= 15 && !text.Any(char.IsLetter) ? [$"+{digits}"] : []);
        return [.. numbers.Distinct()];
    }
}
