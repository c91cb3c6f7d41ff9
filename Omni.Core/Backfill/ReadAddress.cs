// An address as other systems write it: +972…, 0501234567, …@s.whatsapp.net, …@lid, and the lid@… of the seed system.
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;

namespace Omni.Core.Backfill;

internal sealed class ReadAddress(string region)
{
    private const int ShortestUnplanned = 8;
    private const int MostKept = 200_000;

    // The same few numbers come again and again, and plans are slow to ask.
    private readonly Dictionary<string, ChannelAddress?> _kept = [];

    /// <summary>Null for what is no person and no group.</summary>
    public ChannelAddress? Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!_kept.TryGetValue(text, out var address))
        {
            address = Read(text.Trim());

            if (_kept.Count < MostKept)
            {
                _kept[text] = address;
            }
        }

        return address;
    }

    private ChannelAddress? Read(string text)
    {
        if (text.StartsWith("lid@", StringComparison.OrdinalIgnoreCase))
        {
            text = $"{text[4..]}@lid";
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            return WrittenAddress.Read(text);
        }

        if (PhoneNumber.TryParse(text, region, out var number) || PhoneNumber.TryParse(text, null, out number))
        {
            return new(ChannelType.WhatsApp, IdentityKind.Phone, number.E164);
        }

        // Numbers that no plan knows are taken as they stand, when they cannot be a home number or an extension.
        return WrittenAddress.Read(text) is { Kind: IdentityKind.Phone, Value: var value } unplanned && value.Length > ShortestUnplanned && value[1] != '0' ? unplanned : null;
    }
}
