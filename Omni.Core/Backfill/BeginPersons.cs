// Begins persons of whom nothing is known, with their threads, in one go. A person who comes in at this instant ends in a unique index, and the batch is run again.
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Data;

namespace Omni.Core.Backfill;

internal static class BeginPersons
{
    public static async Task<IReadOnlyDictionary<string, FoundThread>> RunAsync(
        OmniDbContext db, string tenantSlug, IReadOnlyList<ImportedPerson> persons, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var threads = new Dictionary<string, FoundThread>();

        foreach (var person in persons)
        {
            var contact = new Contact { CreatedAt = now, PhoneNumber = person.Own.FirstOrDefault(a => a.Kind is IdentityKind.Phone).Value };
            var key = CanonicalKey.OfIdentity(tenantSlug, person.Own[0]);
            var conversation = new Conversation
            {
                ContactId = contact.Id,
                CanonicalKey = key,
                Status = person.Carrier.HasAgent ? ConversationStatus.Pending : ConversationStatus.Open,
                Channel = person.Own[0].Channel,
                InstanceId = person.Carrier.Id,
                InstanceName = person.Carrier.Name,
                ReplyAddress = ReadImported.Write(person.Addresses[0]),
                LastActivityAt = now,
                CreatedAt = now,
            };
            db.Add(contact);
            db.AddRange(person.Own.Select(a => ContactIdentity.Of(a, contact.Id, now)));
            db.Add(conversation);
            db.AddRange(CanonicalKey.Forms(tenantSlug, key).Select(k => new ConversationKey { Key = k, ConversationId = conversation.Id }));
            threads[person.Name] = new(conversation.Id, contact.Id, conversation.BotEnabled, conversation.Status, null);
        }

        await db.SaveChangesAsync(cancellationToken);
        return threads;
    }
}
