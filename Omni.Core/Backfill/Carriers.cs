// Which instance carried an imported message: the one it names, else the tenant's first on WhatsApp, else one that is none of ours.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Backfill;

internal sealed class Carriers(IReadOnlyDictionary<string, Carrier> byName, Carrier usual)
{
    private const string None = "import";

    public static async Task<Carriers> ReadAsync(OmniDbContext db, CancellationToken cancellationToken)
    {
        var instances = await db.Instances.AsNoTracking().OrderBy(i => i.CreatedAt).ThenBy(i => i.Id)
            .Select(i => new { i.Channel, Carrier = new Carrier(i.Id, i.Name, i.AgentId != null) }).ToListAsync(cancellationToken);
        var usual = instances.Find(i => i.Channel is ChannelType.WhatsApp)?.Carrier ?? new(null, None, HasAgent: false);
        return new(instances.ToDictionary(i => i.Carrier.Name, i => i.Carrier), usual);
    }

    public Carrier Of(ImportedMessage row) => row.InstanceName is { } name ? byName.GetValueOrDefault(name) ?? new(null, name, HasAgent: false) : usual;
}
