// Finds the conversation with whoever has a number, in any form that people or gateways write it.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class FindByPhone(IDbContextFactory<OmniDbContext> databases, TenantContext tenant)
{
    /// <summary>By key first, then by the addresses of people. Null when nobody of the tenant has that number; the exact number wins over another form of it.</summary>
    public async Task<Guid?> RunAsync(string phone, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var region = await db.Tenants.Select(t => t.DefaultRegion).SingleAsync(cancellationToken) ?? fallbackRegion;

        foreach (var form in Forms(phone, region))
        {
            var key = CanonicalKey.OfPhone(tenant.RequiredSlug, form);
            var found = await db.ConversationKeys.Where(k => k.Key == key).Select(k => (Guid?)k.ConversationId).FirstOrDefaultAsync(cancellationToken)
                ?? await ByAddressAsync(db, IdentityKind.Phone, form, cancellationToken);

            if (found is not null)
            {
                return found;
            }
        }

        // An alias: WhatsApp's hidden id.
        return WrittenAddress.Read(phone) is { Kind: IdentityKind.Lid } lid ? await ByAddressAsync(db, lid.Kind, lid.Value, cancellationToken) : null;
    }

    private static Task<Guid?> ByAddressAsync(OmniDbContext db, IdentityKind kind, string value, CancellationToken cancellationToken)
        => db.ContactIdentities.Where(i => i.Kind == kind && i.Value == value)
            .Join(db.Conversations.Where(c => c.MergedIntoId == null), i => i.ContactId, c => c.ContactId, (i, c) => (Guid?)c.Id)
            .FirstOrDefaultAsync(cancellationToken);

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

        // Numbers that no plan knows are found as they were received. The digits of a hidden id are none.
        var digits = new string([.. phone.Split('@', ':')[0].Where(char.IsAsciiDigit)]);
        return phone.EndsWith("@lid", StringComparison.OrdinalIgnoreCase) ? [] : forms.Append($"+{digits}").Distinct();
    }
}
