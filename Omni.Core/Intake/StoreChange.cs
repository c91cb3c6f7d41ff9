// Stores what is not a message: edits, deletions, names, connection states.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Intake;

/// <summary>Whose screens are to be told.</summary>
public readonly record struct StoredChange(Guid? ConversationId, bool InstanceChanged);

public sealed class StoreChange(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    public async Task<StoredChange> RunAsync(OpenInstance instance, InboundEvent inbound, CancellationToken cancellationToken) => inbound switch
    {
        MessageEdited edited => new(await EditAsync(instance, edited.ProviderMessageId, m => m.Edit(edited.Text.Fit(Message.MaxTextLength), clock.GetUtcNow()), cancellationToken), false),
        MessageDeleted deleted => new(await EditAsync(instance, deleted.ProviderMessageId, m => m.Delete(clock.GetUtcNow()), cancellationToken), false),
        ConnectionChanged changed => new(null, await ConnectAsync(instance, changed, cancellationToken)),
        CodeShown code => new(null, await ChangeAsync(instance, row => row.ShowCode(code.QrCode, code.PairingCode, clock.GetUtcNow()), cancellationToken)),
        ContactSeen seen => new(await NameAsync(instance, seen, cancellationToken), false),
        _ => default,
    };

    // A message is known by the provider's id within its instance only, so that no instance can change another's.
    private async Task<Guid?> EditAsync(OpenInstance instance, string providerMessageId, Func<Message, bool> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockMessageAsync(instance.Instance.Id, providerMessageId, cancellationToken) is not { } message || !change(message))
        {
            return null;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return message.ConversationId;
    }

    // Gateways can tell the same state a hundred times a second: only a change is written.
    private async Task<bool> ConnectAsync(OpenInstance instance, ConnectionChanged changed, CancellationToken cancellationToken)
    {
        var known = instance.Instance;

        if (known.State == changed.State && known.StateDetail == changed.Detail && (changed.OwnAddress is null || changed.OwnAddress == known.OwnAddress))
        {
            return false;
        }

        return await ChangeAsync(instance, row => row.HearState(changed.State, changed.Detail, changed.OwnAddress, clock.GetUtcNow()), cancellationToken);
    }

    // Under the row's lock: a gateway tells a code and that it was scanned at one instant.
    private async Task<bool> ChangeAsync(OpenInstance instance, Func<Instance, bool> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockInstanceAsync(instance.Instance.Id, cancellationToken) is not { } row || !change(row))
        {
            return false;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<Guid?> NameAsync(OpenInstance instance, ContactSeen seen, CancellationToken cancellationToken)
    {
        if (seen.Addresses.Count == 0 || (seen.Name is null && seen.AvatarUrl is null))
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var channel = seen.Addresses[0].Channel;
        var values = seen.Addresses.Select(a => a.Kind is Contacts.IdentityKind.Group ? $"{instance.Instance.Name}:{a.Value}" : a.Value).ToArray();
        var contact = await db.Contacts
            .Where(c => db.ContactIdentities.Any(i => i.ContactId == c.Id && i.Channel == channel && values.Contains(i.Value)))
            .OrderBy(c => c.CreatedAt).FirstOrDefaultAsync(cancellationToken);

        if (contact is null)
        {
            return null;
        }

        contact.LearnName(seen.Name);
        contact.AvatarUrl = seen.AvatarUrl is { Length: <= 2000 } avatar ? avatar : contact.AvatarUrl;

        return await db.SaveChangesAsync(cancellationToken) > 0
            ? await db.Conversations.Where(v => v.ContactId == contact.Id).Select(v => (Guid?)v.Id).FirstOrDefaultAsync(cancellationToken)
            : null;
    }
}
