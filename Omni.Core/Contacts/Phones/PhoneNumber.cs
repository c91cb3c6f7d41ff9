namespace Omni.Core.Contacts.Phones;

/// <summary>One telephone number in E.164: a plus, the country code and the national number, 5 to 15 digits in all.</summary>
/// <remarks>
/// Two numbers are equal when they are written alike. One subscriber may be known by two of them: <see cref="Variants"/> finds
/// both, <see cref="Canonical"/> is the same for both.
/// </remarks>
public readonly record struct PhoneNumber
{
    private const int ShortestLength = 5;
    private const int LongestLength = 15;

    private readonly string? _e164;

    private PhoneNumber(string digits) => _e164 = "+" + digits;

    /// <summary>The number as it was given, with its plus: the form to store, show and send to. Empty for <c>default</c>.</summary>
    public string E164 => _e164 ?? "";

    /// <summary>The number without its plus.</summary>
    public string Digits => _e164?[1..] ?? "";

    /// <summary>The one E.164 form that stands for the subscriber: for keys and comparing, not to be dialled.</summary>
    /// <remarks>
    /// It is the shorter of two variants, which is also what Evolution's createJid makes of them: Brazil without the 9 after the
    /// area code, Mexico without the 1, Argentina without the 9. Any other number is its own canonical form.
    /// </remarks>
    public string Canonical =>
        SubscriberForms.OtherThan(Digits) is { } other && other.Length < Digits.Length ? "+" + other : E164;

    /// <summary>Every E.164 form by which this subscriber is known, this exact one first. To match by, not to store.</summary>
    public IReadOnlyList<string> Variants() =>
        _e164 is null ? [] : SubscriberForms.OtherThan(Digits) is { } other ? [E164, "+" + other] : [E164];

    /// <summary>Reads what people type and what gateways send, and holds it against the numbering plans.</summary>
    /// <param name="text">A number in any notation, a <c>tel:</c> address or a WhatsApp jid of a person. A LID or a group is none.</param>
    /// <param name="defaultRegion">
    /// The region from which a number without country code is dialled, as ISO 3166 letters. Null says that the text comes from a
    /// machine: it holds a country code, with or without plus, and may be a former Brazilian form that no plan lists any more.
    /// Jids are always read so.
    /// </param>
    /// <param name="number">The number, or <c>default</c> when the text holds none.</param>
    public static bool TryParse(string? text, string? defaultRegion, out PhoneNumber number)
    {
        var digits = WrittenNumber.Read(text) is { } written
            ? ResolveNumber.ToDigits(written, defaultRegion, NumberingPlans.Current)
            : null;

        number = IsAddress(digits) ? new PhoneNumber(digits!) : default;
        return number._e164 is not null;
    }

    /// <summary>
    /// Takes the digits of a person's WhatsApp jid (<c>…@s.whatsapp.net</c>, <c>…@c.us</c>) as they are, whether or not a
    /// numbering plan knows them: who wrote to us has an address. Null for a LID, a group, or anything else.
    /// </summary>
    public static PhoneNumber? FromJid(string? jid) =>
        WrittenNumber.Read(jid) is { IsJid: true, Digits: var digits } && IsAddress(digits) ? new PhoneNumber(digits) : null;

    /// <summary>Takes back what <see cref="E164"/> gave, without holding it against a plan.</summary>
    /// <exception cref="FormatException">The text is not a plus and 5 to 15 digits.</exception>
    public static PhoneNumber FromE164(string e164) =>
        e164.StartsWith('+') && IsAddress(e164[1..])
            ? new PhoneNumber(e164[1..])
            : throw new FormatException("A stored phone number is a plus and 5 to 15 digits.");

    public override string ToString() => E164;

    private static bool IsAddress(string? digits) =>
        digits is { Length: >= ShortestLength and <= LongestLength } && !digits.AsSpan().ContainsAnyExceptInRange('0', '9');
}
