// Finds the conversation with whoever has a number, in any form that people or gateways write it.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

public sealed class FindByPhone(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when nobody of the tenant has that number. The exact number wins over another form of it.</summary>
    public async Task<Guid?> RunAsync(string phone, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var region = await db.Tenants.Select(t => t.DefaultRegion).SingleAsync(cancellationToken) ?? fallbackRegion;

        foreach (var form in Forms(phone, region))
        {
            var found = await db.ContactIdentities.Where(i => i.Kind == IdentityKind.Phone && i.Value == form)
                .Join(db.Conversations, i => i.ContactId, c => c.ContactId, (i, c) => (Guid?)c.Id)
                .FirstOrDefaultAsync(cancellationToken);

            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static IEnumerable<string> Forms(string phone, string region)
    {
        var forms = new List<string>();

        if (PhoneNumber.TryParse(phone, region, out var local))
        {
            forms.AddRange(local.Variants());
        }

        if (PhoneNumber.TryParse(phone, null, out var international))
        {
            forms.AddRange(international.Variants());
        }

        // Numbers that no plan knows are found as they were received.
        var digits = new string([.. phone.Split('@')[0].Where(char.IsAsciiDigit)]);
        return forms.Append($"+{digits}").Distinct();
    }
}
