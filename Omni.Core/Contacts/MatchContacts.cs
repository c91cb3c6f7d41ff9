// People by part of their name or number, as screens call them.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Texts;

namespace Omni.Core.Contacts;

internal static class MatchContacts
{
    /// <summary>Looks through the tenant's contacts only, never through messages. A trigram index on names can serve it when tenants grow large.</summary>
    public static IQueryable<Contact> Run(OmniDbContext db, string search)
    {
        var name = $"%{search.AsLiteralPattern()}%";

        // 054-123 is +97254123: the trunk zero is not part of the stored number.
        var digits = new string([.. search.Where(char.IsAsciiDigit)]).TrimStart('0');
        var number = digits.Length >= 3 ? $"%{digits}%" : null;

        // The database cuts the text: an expression knows no spans.
#pragma warning disable CA1845
        return db.Contacts.Where(p => EF.Functions.ILike(p.Name!, name, @"\")
            || (number != null && EF.Functions.Like(p.PhoneNumber!, number))
            || (p.Name == null && EF.Functions.ILike(VisitorName.Word + p.Id.ToString().Substring(VisitorName.Begin), name, @"\")
                && db.ContactIdentities.Any(i => i.ContactId == p.Id && i.Kind == IdentityKind.Visitor)));
#pragma warning restore CA1845
    }
}
