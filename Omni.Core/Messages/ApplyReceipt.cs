// Takes a receipt. One that comes before its message is known is kept, and taken when the message is.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Messages;

/// <param name="ConversationId">The conversation that changed; null for none.</param>
/// <param name="Addresses">By which addresses the channel named the message's person; one of them may be new.</param>
public sealed record TakenReceipt(Guid? ConversationId, IReadOnlyList<ChannelAddress> Addresses);

public sealed class ApplyReceipt(IDbContextFactory<OmniDbContext> databases, FindKeptReceipts keptReceipts, TimeProvider clock)
{
    /// <summary>Answers what changed, and which addresses of the message's person became known.</summary>
    /// <param name="instanceId">The instance that told it.</param>
    /// <param name="providerMessageId">Which message.</param>
    /// <param name="receipt">What became of it.</param>
    /// <param name="address">By which address the channel named its person; null when it did not say.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<TakenReceipt> RunAsync(Guid instanceId, string providerMessageId, MessageStatus receipt, ChannelAddress? address, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockMessageAsync(instanceId, providerMessageId, cancellationToken) is not { } message)
        {
            await KeepAsync(db, instanceId, providerMessageId, receipt, address, cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            // The message may have become known while the receipt was being kept.
            return await TakeKeptAsync(instanceId, providerMessageId, cancellationToken);
        }

        ChannelAddress[] named = address is { } known ? [known] : [];

        if (!message.ApplyReceipt(receipt))
        {
            return new(null, named);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(message.ConversationId, named);
    }

    /// <summary>Takes the receipts that came before their message. Call it after the commit that made the provider's id known.</summary>
    public async Task<TakenReceipt> TakeKeptAsync(Guid instanceId, string providerMessageId, CancellationToken cancellationToken)
    {
        if (!await keptReceipts.RunAsync(instanceId, providerMessageId, cancellationToken))
        {
            return new(null, []);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var kept = await db.EarlyReceipts.Where(r => r.InstanceId == instanceId && r.ProviderMessageId == providerMessageId).ToListAsync(cancellationToken);

        if (kept.Count == 0)
        {
            return new(null, []);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockMessageAsync(instanceId, providerMessageId, cancellationToken) is not { } message)
        {
            return new(null, []);
        }

        var before = message.Status;
        kept.Sort((one, other) => one.Status.CompareTo(other.Status));
        kept.ForEach(r => message.ApplyReceipt(r.Status));
        await db.SaveChangesAsync(cancellationToken);
        await db.EarlyReceipts.Where(r => r.InstanceId == instanceId && r.ProviderMessageId == providerMessageId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var named = kept.Where(r => r.AddressKind is not null).Select(r => new ChannelAddress(ChannelType.WhatsApp, r.AddressKind!.Value, r.AddressValue!)).Distinct();
        return new(message.Status != before ? message.ConversationId : null, [.. named]);
    }

    // Raw SQL: the same receipt may come twice at once, and LINQ has no ON CONFLICT.
    private Task<int> KeepAsync(OmniDbContext db, Guid instanceId, string providerMessageId, MessageStatus receipt, ChannelAddress? address, CancellationToken cancellationToken)
        => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO early_receipts (tenant_id, instance_id, provider_message_id, status, address_kind, address_value, at)
            VALUES ({db.Tenant!.Value.Value}, {instanceId}, {providerMessageId}, {(short)receipt}, {address?.Kind.ToString()}, {address?.Value}, {clock.GetUtcNow()})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
}
