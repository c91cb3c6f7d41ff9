// Reads what people and programs write into a rule, and brings it into the form that addresses are compared with.
using System.Globalization;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Results;

namespace Omni.Core.Access;

/// <param name="Text">As it is shown.</param>
/// <param name="Literal">In lower case and without the star.</param>
/// <param name="IsPrefix">Whether everything that begins so is meant.</param>
public sealed record RulePattern(string Text, string Literal, bool IsPrefix)
{
    public const int MaxLength = 200;

    /// <summary>The longest beginning: every beginning of an address is looked up, up to this length.</summary>
    public const int MaxPrefixLength = 64;

    private const int LongestNumber = 15;
    private const int ShortestNumber = 5;
    private const string Field = "phone_number";
    private const string Rule = "Give a telephone number, such as +972501234567, a user's id on another channel, or the beginning of one followed by *, such as +972*.";

    private static readonly string[] WhatsAppServers = ["@lid", "@g.us", "@s.whatsapp.net", "@c.us", "@broadcast", "@newsletter"];

    /// <summary>Everybody.</summary>
    private static RulePattern Everybody => new("*", "", IsPrefix: true);

    /// <param name="written">A number in any notation, a jid, a user's id, or the beginning of one with a star at its end.</param>
    /// <param name="region">Where a number without a country code is dialled from.</param>
    /// <param name="channel">The channel of the instance that the rule is for; null for all. Where people have no numbers, digits are an id.</param>
    public static Result<RulePattern> Read(string? written, string region, ChannelType? channel)
    {
        // Marks of direction come along when a number is copied out of Hebrew.
        var text = new string([.. (written ?? "").Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.Format)]).Trim();
        var isPrefix = text.EndsWith('*');
        var body = (isPrefix ? text[..^1] : text).Trim();

        if (text.Length == 0 || text.Any(char.IsControl))
        {
            return Error.Invalid(Field, Rule);
        }

        if (text.Length > MaxLength)
        {
            return Error.Invalid(Field, $"Use at most {MaxLength} characters.");
        }

        if (body.Contains('*', StringComparison.Ordinal))
        {
            return Error.Invalid(Field, "A * may stand at the end only: it means everything that begins so.");
        }

        return isPrefix ? Prefix(body, region, HasNumbers(channel)) : Exact(body, region, HasNumbers(channel));
    }

    private static bool HasNumbers(ChannelType? channel) => channel is null or ChannelType.WhatsApp;

    private static Result<RulePattern> Exact(string body, string region, bool hasNumbers)
    {
        if (Guid.TryParse(body, out var visitor))
        {
            return Id(visitor.ToString(), isPrefix: false);
        }

        if (body.Contains('@', StringComparison.Ordinal))
        {
            return WrittenAddress.Read(body) is { } address ? Of(address)
                : Array.Exists(WhatsAppServers, s => body.EndsWith(s, StringComparison.OrdinalIgnoreCase)) ? Error.Invalid(Field, Rule)
                : Id(body, isPrefix: false);
        }

        if (WrittenNumber.Read(body) is not { } number || (!number.HasPlus && (!hasNumbers || number.Digits.Length > LongestNumber)))
        {
            return body.StartsWith('+') ? Error.Invalid(Field, Rule) : Id(body, isPrefix: false);
        }

        if (TypedNumber.Read(body, region) is { } phone)
        {
            return Of(new(ChannelType.WhatsApp, IdentityKind.Phone, phone.E164));
        }

        // Ranges are newer than any plan: what is written in full is believed. A few digits may be somebody's id in another system.
        var isInFull = number.Digits is { Length: <= LongestNumber } digits && digits[0] != '0' && digits.Length >= (number.HasPlus ? ShortestNumber : 10);
        return isInFull ? new RulePattern($"+{number.Digits}", $"+{number.Digits}", IsPrefix: false)
            : !number.HasPlus && body.All(char.IsAsciiDigit) && body.Length < 10 && body[0] != '0' ? Id(body, isPrefix: false)
            : Error.Invalid(Field, TypedNumber.Rule);
    }

    private static Result<RulePattern> Prefix(string body, string region, bool hasNumbers)
    {
        if (body.Length == 0)
        {
            return Everybody;
        }

        if (body == "+")
        {
            return new RulePattern("+*", "+", IsPrefix: true);
        }

        if (body.Contains('@', StringComparison.Ordinal) || WrittenNumber.Read(body) is not { } number || (!number.HasPlus && (!hasNumbers || number.Digits.Length > LongestNumber)))
        {
            return body.StartsWith('+') ? Error.Invalid(Field, Rule) : Id(body, isPrefix: true);
        }

        var digits = number.HasPlus ? number.Digits : International(number.Digits, region);
        return digits is { Length: > 0 and <= LongestNumber } && digits[0] != '0'
            ? new RulePattern($"+{digits}*", $"+{digits}", IsPrefix: true)
            : Error.Invalid(Field, "Begin with the country code, such as +972 or +1: at most 15 digits, then *.");
    }

    // 054 and a star is dialled at home; 00 and 011 lead abroad; any other beginning is a country code whose plus was left out.
    private static string? International(string digits, string region)
    {
        var plan = NumberingPlans.Current.OfRegion(region);

        if (plan?.WithoutExitCode(digits) is { } abroad)
        {
            return abroad;
        }

        if (digits.StartsWith("00", StringComparison.Ordinal))
        {
            return digits[2..];
        }

        // No number of North America begins with 0; some countries keep it.
        return digits[0] != '0' ? digits
            : plan is null or { CallingCode: "1" } ? null
            : plan.CallingCode + plan.StripTrunkPrefix(digits);
    }

    private static RulePattern Of(ChannelAddress address)
    {
        var key = AddressKeys.Of(address)[0];
        return new(key, key.ToLowerInvariant(), IsPrefix: false);
    }

    private static Result<RulePattern> Id(string text, bool isPrefix)
        => text.Any(char.IsWhiteSpace) ? Error.Invalid(Field, Rule)
            : isPrefix && text.Length > MaxPrefixLength ? Error.Invalid(Field, $"Use at most {MaxPrefixLength} characters before the *.")
            : new RulePattern(isPrefix ? $"{text}*" : text, text.ToLowerInvariant(), isPrefix);
}
