// Contacts that a search finds. Looks through the tenant's contacts and their addresses, never through messages.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Contacts;

internal static class MatchPeople
{
    extension(IQueryable<Contact> contacts)
    {
        /// <summary>People only: groups are no contacts to look up, and who was merged lives on in somebody else.</summary>
        public IQueryable<Contact> People(OmniDbContext db)
            => contacts.Where(c => c.MergedIntoId == null && !db.ContactIdentities.Any(i => i.ContactId == c.Id && i.Kind == IdentityKind.Group));

        public IQueryable<Contact> Matching(OmniDbContext db, PersonSearch? search)
        {
            if (search is not var (pattern, digits, numbers))
            {
                return contacts;
            }

            return contacts.Where(c =>
                EF.Functions.ILike(c.Name!, pattern, @"\")
                || EF.Functions.ILike(c.Email!, pattern, @"\")
                || (digits != null && EF.Functions.Like(c.PhoneNumber!, digits))
                || numbers.Contains(c.PhoneNumber!)
                || db.ContactIdentities.Any(i => i.ContactId == c.Id
                    && (numbers.Contains(i.Value) || (digits != null && i.Kind == IdentityKind.Phone && EF.Functions.Like(i.Value, digits)) || EF.Functions.ILike(i.Value, pattern, @"\"))));
        }
    }
}
