using Omni.Core.Contacts.Phones;

namespace Omni.Tests.Contacts;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("0501234567")]
    [InlineData("050-123.45 67")]
    [InlineData("(050) 1234567")]
    [InlineData("972501234567")]
    [InlineData("+972501234567")]
    [InlineData("00972501234567")]
    [InlineData("+972 (0)50 123 4567")]
    [InlineData("+972–50–123–4567")]
    [InlineData("TEL:+972-50-123-4567;ext=5")]
    [InlineData("\u200f\u202a+972 50-123-4567\u202c")]
    [InlineData("＋９７２ ５０ １２３ ４５６７")]
    [InlineData("٠٥٠١٢٣٤٥٦٧")]
    [InlineData("972501234567@s.whatsapp.net")]
    [InlineData("+972501234567@s.whatsapp.net")]
    [InlineData("972501234567:5@s.whatsapp.net")]
    [InlineData("972501234567.0:5@s.whatsapp.net")]
    [InlineData("972501234567_1:5@S.WhatsApp.net")]
    [InlineData("972501234567@c.us")]
    public void All_notations_of_a_number_are_one_number(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, "IL", out var number));
        Assert.Equal("+972501234567", number.E164);
        Assert.Equal("972501234567", number.Digits);
    }

    [Theory]
    [InlineData("972501234567@lid")]
    [InlineData("972501234567:5@lid")]
    [InlineData("972501234567@g.us")]
    [InlineData("972501234567@broadcast")]
    [InlineData("972501234567@hosted.lid")]
    [InlineData("972501234567@")]
    [InlineData("972501234567@example.com")]
    public void Only_a_person_s_jid_holds_a_phone(string jid)
    {
        Assert.False(PhoneNumber.TryParse(jid, "IL", out _));
        Assert.Null(PhoneNumber.FromJid(jid));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" + ")]
    [InlineData("Dana 0501234567")]
    [InlineData("0501234567 / 0501234568")]
    [InlineData("050+1234567")]
    [InlineData("٫0501234567")]
    [InlineData("+0501234567")]
    [InlineData("+1234567890")]
    [InlineData("05012345670501234567050123456705012345")]
    public void What_is_no_number_stays_none(string? text)
    {
        Assert.False(PhoneNumber.TryParse(text, "IL", out var number));
        Assert.Equal(default, number);
        Assert.Equal("", number.E164);
        Assert.Empty(number.Variants());
    }

    [Theory]
    [InlineData("972501234567", "+972501234567")]
    [InlineData("00972501234567", "+972501234567")]
    [InlineData("14155552671", "+14155552671")]
    [InlineData("553188887777", "+553188887777")]
    [InlineData("0501234567", null)]
    public void Without_a_region_the_country_code_must_be_there(string text, string? expected)
    {
        Assert.Equal(expected is not null, PhoneNumber.TryParse(text, null, out var number));
        Assert.Equal(expected ?? "", number.E164);
    }

    [Theory]
    [InlineData("1234567890@s.whatsapp.net", "+1234567890")]
    [InlineData("+1234567890:12@c.us", "+1234567890")]
    [InlineData("5215512345678@s.whatsapp.net", "+5215512345678")]
    [InlineData("1234@s.whatsapp.net", null)]
    [InlineData("1234567890123456@s.whatsapp.net", null)]
    [InlineData("1234567890", null)]
    [InlineData(null, null)]
    public void A_jid_is_an_address_even_where_no_plan_knows_it(string? jid, string? expected) =>
        Assert.Equal(expected, PhoneNumber.FromJid(jid)?.E164);

    [Theory]
    [InlineData("+5531988887777", "+553188887777", "+553188887777")]
    [InlineData("+553188887777", "+5531988887777", "+553188887777")]
    [InlineData("+5215512345678", "+525512345678", "+525512345678")]
    [InlineData("+525512345678", "+5215512345678", "+525512345678")]
    [InlineData("+5491123456789", "+541123456789", "+541123456789")]
    [InlineData("+541123456789", "+5491123456789", "+541123456789")]
    [InlineData("+551123456789", null, "+551123456789")]
    [InlineData("+5511923456789", null, "+5511923456789")]
    [InlineData("+558001234567", null, "+558001234567")]
    [InlineData("+972501234567", null, "+972501234567")]
    public void A_subscriber_has_all_variants_and_one_canonical_number(string e164, string? other, string canonical)
    {
        var number = PhoneNumber.FromE164(e164);

        Assert.Equal(other is null ? [e164] : [e164, other], number.Variants());
        Assert.Equal(canonical, number.Canonical);
        Assert.All(number.Variants(), variant => Assert.Equal(canonical, PhoneNumber.FromE164(variant).Canonical));
    }

    [Theory]
    [InlineData("553188887777@s.whatsapp.net")]
    [InlineData("5531988887777@s.whatsapp.net")]
    [InlineData("5215512345678@s.whatsapp.net")]
    [InlineData("525512345678@s.whatsapp.net")]
    [InlineData("5491123456789@s.whatsapp.net")]
    [InlineData("541123456789@s.whatsapp.net")]
    public void A_jid_in_either_variant_parses_as_it_is_written(string jid)
    {
        Assert.True(PhoneNumber.TryParse(jid, "IL", out var number));
        Assert.Equal(PhoneNumber.FromJid(jid), number);
    }

    [Theory]
    [InlineData("972501234567")]
    [InlineData("+1234")]
    [InlineData("+97250-1234567")]
    [InlineData("+٩٧٢٥٠١٢٣٤٥٦٧")]
    public void What_was_not_stored_as_E164_is_not_taken_back(string text) =>
        Assert.Throws<FormatException>(() => PhoneNumber.FromE164(text));
}
