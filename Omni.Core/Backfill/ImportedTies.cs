// What the imported rows say of who is who: rows with two addresses tie them, and a lead ties all rows that name it.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Backfill;

internal sealed class ImportedTies(IOptions<BackfillOptions> options)
{
    // Who is tied to more is nobody's: a lead_id that stands for "none", or our own number in the customer's place.
    private const int MostTies = 20;

    private readonly Dictionary<ChannelAddress, HashSet<ChannelAddress>> _ties = [];
    private readonly SamePerson _same = new();
    private Dictionary<string, List<ChannelAddress>>? _persons;

    public ReadImported Reader { get; private set; } = null!;

    /// <summary>Reads the rows' addresses, once in a run; linked rows too, so that a run that goes on where another one died knows the same.</summary>
    public async Task ReadAsync(OmniDbContext db, CancellationToken cancellationToken)
    {
        if (_persons is not null)
        {
            return;
        }

        var region = await db.Tenants.Select(t => t.DefaultRegion).SingleAsync(cancellationToken) ?? options.Value.DefaultRegion;
        var own = await db.Instances.Where(i => i.OwnAddress != null).Select(i => i.OwnAddress!).ToListAsync(cancellationToken);
        Reader = new(region, [.. own.Where(o => o.StartsWith('+'))]);
        _ties.Clear();

        await foreach (var row in db.ImportedMessages.AsNoTracking()
            .Select(m => new { m.ToNumber, m.FromNumber, m.RemoteJid, m.LeadId, m.Direction }).Distinct().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Tie(Reader.AddressesOf(new()
            {
                Fingerprint = "",
                ToNumber = row.ToNumber,
                FromNumber = row.FromNumber,
                RemoteJid = row.RemoteJid,
                LeadId = row.LeadId,
                Direction = row.Direction,
                ImportedAt = default,
            }));
        }

        UniteTied();
    }

    /// <summary>One name for everybody whom the rows tie together.</summary>
    public string PersonOf(ReadableRow row) => _same.Find(NameOf(Decides(row)));

    /// <summary>All addresses of that person, best first: number, alias, lead.</summary>
    public IReadOnlyList<ChannelAddress> AddressesOf(ReadableRow row) => _persons!.GetValueOrDefault(PersonOf(row)) ?? [Decides(row)];

    private ChannelAddress Decides(ReadableRow row) => row.Addresses.FirstOrDefault(a => !IsNobodys(a)) is { Value: not null } address ? address : row.Addresses[^1];

    private static string NameOf(ChannelAddress address) => $"{address.Kind}:{address.Value}";

    private bool IsNobodys(ChannelAddress address) => _ties.TryGetValue(address, out var others) && others.Count > MostTies;

    private void Tie(IReadOnlyList<ChannelAddress> addresses)
    {
        foreach (var one in addresses)
        {
            if (!_ties.TryGetValue(one, out var others))
            {
                _ties[one] = others = [];
            }

            others.UnionWith(addresses.Where(a => a != one));
        }
    }

    private void UniteTied()
    {
        var somebodys = _ties.Keys.Where(a => !IsNobodys(a)).OrderBy(a => a.Kind).ThenBy(a => a.Value, StringComparer.Ordinal).ToList();

        foreach (var one in somebodys)
        {
            foreach (var other in _ties[one].Where(o => !IsNobodys(o)))
            {
                _same.Unite(NameOf(one), NameOf(other));
            }
        }

        // Numbers stand first in IdentityKind, then aliases; leads last.
        _persons = somebodys.GroupBy(a => _same.Find(NameOf(a))).ToDictionary(g => g.Key, g => g.ToList());
    }
}
