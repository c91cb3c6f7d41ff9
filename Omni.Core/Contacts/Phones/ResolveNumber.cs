namespace Omni.Core.Contacts.Phones;

// Finds the country and the national number in written digits, in the order in which libphonenumber does.
internal static class ResolveNumber
{
    /// <summary>Country code and national number without plus, or null when no plan accepts them.</summary>
    public static string? ToDigits(WrittenNumber written, string? region, NumberingPlans plans)
    {
        var home = written.IsJid ? null : plans.OfRegion(region);
        if (home is null)
            return FromMachine(written, plans);

        if (written.HasPlus)
            return FromAbroad(written.Digits, plans);

        return home.WithoutExitCode(written.Digits) is { } abroad
            ? FromAbroad(abroad, plans)
            : FromHome(written.Digits, home, plans);
    }

    private static string? FromMachine(WrittenNumber written, NumberingPlans plans)
    {
        var digits = written.Digits;
        if (!written.HasPlus && digits.StartsWith("00", StringComparison.Ordinal))
            digits = digits[2..];

        return FromAbroad(digits, plans) ?? FormerForm(digits, plans);
    }

    // WhatsApp still knows many Brazilians by the number they had before the 9, which the plan has struck out.
    private static string? FormerForm(string digits, NumberingPlans plans) =>
        SubscriberForms.OtherThan(digits) is { } other && FromAbroad(other, plans) == other ? digits : null;

    private static string? FromAbroad(string digits, NumberingPlans plans)
    {
        var sharing = plans.OfCountry(digits);
        return sharing is [var main, ..]
            ? Valid(main.WithoutTrunkPrefix(digits[main.CallingCode.Length..]), sharing)
            : null;
    }

    private static string? FromHome(string digits, NumberingPlan home, NumberingPlans plans)
    {
        var national = home.WithoutTrunkPrefix(WithoutOwnCode(digits, home));
        return Valid(national, plans.OfCountry(home.CallingCode));
    }

    // A number may begin with its country code by chance, so the code goes only when the number makes no sense with it.
    private static string WithoutOwnCode(string digits, NumberingPlan home)
    {
        if (!digits.StartsWith(home.CallingCode, StringComparison.Ordinal))
            return digits;

        var rest = home.StripTrunkPrefix(digits[home.CallingCode.Length..]);
        return (!home.HasShape(digits) && home.HasShape(rest)) || home.IsTooLong(digits) ? rest : digits;
    }

    // Regions that share a country code are asked in the order of the data; leading digits settle it where they are given.
    private static string? Valid(string national, IReadOnlyList<NumberingPlan> sharing)
    {
        foreach (var plan in sharing)
        {
            var claims = plan.Claims(national);
            if (claims is not false && plan.IsValid(national))
                return plan.CallingCode + national;

            if (claims is true)
                return null;
        }

        return null;
    }
}
