// Reads a staged row: whose it is, which way it went, when. Or why it cannot be read, in words.
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Backfill;

/// <param name="Row">As it was given.</param>
/// <param name="Addresses">By what it names its person, the first one decides: lead, else number, else alias. Or a group alone.</param>
/// <param name="Direction">Which way it went.</param>
/// <param name="SentAt">The channel's time.</param>
internal sealed record ReadableRow(ImportedMessage Row, IReadOnlyList<ChannelAddress> Addresses, MessageDirection Direction, DateTimeOffset SentAt)
{
    /// <summary>Where it came from or went to, in the channel's own words.</summary>
    public string Written => ReadImported.Write(Addresses.FirstOrDefault(a => a.Kind is not IdentityKind.ImportedLead) is { Value: not null } address ? address : Addresses[0]);
}

internal sealed class ReadImported(string region, IReadOnlyCollection<string> ownNumbers)
{
    private readonly ReadAddress _addresses = new(region);
    private readonly HashSet<string> _own = [.. ownNumbers.Select(CanonicalOf)];

    public static string Write(ChannelAddress address) => address.Kind switch
    {
        IdentityKind.Phone => $"{address.Value[1..]}@s.whatsapp.net",
        IdentityKind.Lid => $"{address.Value}@lid",
        _ => address.Value,
    };

    public ReadableRow? Read(ImportedMessage row, out string problem)
    {
        problem = "";

        if (DirectionOf(row.Direction) is not { } direction)
        {
            problem = $"direction “{row.Direction?.Shown}” is neither inbound nor outbound.";
        }
        else if (ReadTime.Of(row.CreatedAt) is not { } sentAt)
        {
            problem = row.CreatedAt is null ? "created_at is missing." : $"created_at “{row.CreatedAt.Shown}” is no time.";
        }
        else if (AddressesOf(row, direction) is { Count: > 0 } addresses)
        {
            return new(row, addresses, direction, sentAt);
        }
        else
        {
            var given = direction is MessageDirection.Inbound ? row.FromNumber ?? row.ToNumber : row.ToNumber;
            problem = given is null && row.RemoteJid is null ? "it has no number, no jid and no lead_id." : $"“{(given ?? row.RemoteJid)?.Shown}” is no customer's number.";
        }

        return null;
    }

    /// <summary>By what it names its person; empty when it does not.</summary>
    public IReadOnlyList<ChannelAddress> AddressesOf(ImportedMessage row) => DirectionOf(row.Direction) is { } direction ? AddressesOf(row, direction) : [];

    private List<ChannelAddress> AddressesOf(ImportedMessage row, MessageDirection direction)
    {
        var jid = _addresses.Of(row.RemoteJid);

        if (jid is { Kind: IdentityKind.Group } group)
        {
            return [group];
        }

        // The seed system kept the customer's number in to_number whichever way a message went, when from_number is missing.
        var number = direction is MessageDirection.Inbound ? Customer(row.FromNumber) ?? (row.FromNumber is null ? Customer(row.ToNumber) : null) : Customer(row.ToNumber);
        ChannelAddress?[] found = [LeadOf(row.LeadId), number, jid is { } named && !IsOwn(named) ? named : null];
        return [.. found.OfType<ChannelAddress>().Distinct().OrderBy(Rank)];
    }

    // Lead, then number, then alias.
    private static int Rank(ChannelAddress address) => address.Kind switch
    {
        IdentityKind.ImportedLead => 0,
        IdentityKind.Phone => 1,
        _ => 2,
    };

    private ChannelAddress? Customer(string? text) => _addresses.Of(text) is { Kind: not IdentityKind.Group } address && !IsOwn(address) ? address : null;

    private bool IsOwn(ChannelAddress address) => address.Kind is IdentityKind.Phone && _own.Contains(CanonicalOf(address.Value));

    private static ChannelAddress? LeadOf(string? text)
    {
        var id = text?.Trim().ToLowerInvariant() ?? "";
        return id is "" or "0" or "-" or "-1" or "null" or "none" or "nan" or "undefined" ? null : new(ChannelType.WhatsApp, IdentityKind.ImportedLead, $"lead:{id}");
    }

    private static string CanonicalOf(string e164) => PhoneNumber.FromE164(e164).Canonical;

    private static MessageDirection? DirectionOf(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "in" or "inbound" or "incoming" or "received" => MessageDirection.Inbound,
        "out" or "outbound" or "outgoing" or "sent" => MessageDirection.Outbound,
        _ => null,
    };
}
