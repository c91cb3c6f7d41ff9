// Whoever writes and has no lead becomes one, when the tenant wants it so. Of many first messages at once the first makes it, and the others find it.
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Leads;

internal static class BecomeLead
{
    /// <summary>Inside the transaction of the message, whose thread is there already.</summary>
    /// <returns>The lead that names the thread.</returns>
    public static async Task<Guid> RunAsync(OmniDbContext db, string tenantSlug, Guid contactId, ChannelType channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Nobody else makes a lead of this person until we are done: what is there now is all there is.
        var contact = await db.LockContactAsync(contactId, cancellationToken) ?? throw new InvalidOperationException("A thread without its contact.");

        if (await NameThread.OldestLeadAsync(db, contactId, cancellationToken) is { } known)
        {
            await NameThread.RunAsync(db, tenantSlug, contactId, cancellationToken);
            return known;
        }

        var lead = new Lead
        {
            ContactId = contactId,
            Name = contact.Name ?? contact.PhoneNumber ?? VisitorName.Of(contactId),
            PhoneNumber = contact.PhoneNumber,
            Email = contact.Email,
            Stage = CheckLead.FirstStage,
            Source = channel.ToString().ToLowerInvariant(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(lead);
        await db.SaveChangesAsync(cancellationToken);
        await NameThread.RunAsync(db, tenantSlug, contactId, cancellationToken);
        return lead.Id;
    }
}
