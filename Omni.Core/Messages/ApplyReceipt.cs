// Takes a receipt. One that comes before its message is known is kept, and taken when the message is.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Messages;

public sealed class ApplyReceipt(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    /// <summary>Answers the conversation that changed, or null.</summary>
    public async Task<Guid?> RunAsync(Guid instanceId, string providerMessageId, MessageStatus receipt, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockMessageAsync(instanceId, providerMessageId, cancellationToken) is not { } message)
        {
            await KeepAsync(db, instanceId, providerMessageId, receipt, cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            // The message may have become known while the receipt was being kept.
            return await TakeKeptAsync(instanceId, providerMessageId, cancellationToken);
        }

        if (!message.ApplyReceipt(receipt))
        {
            return null;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return message.ConversationId;
    }

    /// <summary>Takes the receipts that came before their message. Call it after the commit that made the provider's id known.</summary>
    public async Task<Guid?> TakeKeptAsync(Guid instanceId, string providerMessageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var kept = await db.EarlyReceipts.Where(r => r.InstanceId == instanceId && r.ProviderMessageId == providerMessageId).ToListAsync(cancellationToken);

        if (kept.Count == 0)
        {
            return null;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockMessageAsync(instanceId, providerMessageId, cancellationToken) is not { } message)
        {
            return null;
        }

        var before = message.Status;
        kept.Sort((one, other) => one.Status.CompareTo(other.Status));
        kept.ForEach(r => message.ApplyReceipt(r.Status));
        await db.SaveChangesAsync(cancellationToken);
        await db.EarlyReceipts.Where(r => r.InstanceId == instanceId && r.ProviderMessageId == providerMessageId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return message.Status != before ? message.ConversationId : null;
    }

    // Raw SQL: the same receipt may come twice at once, and LINQ has no ON CONFLICT.
    private Task<int> KeepAsync(OmniDbContext db, Guid instanceId, string providerMessageId, MessageStatus receipt, CancellationToken cancellationToken)
        => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO early_receipts (tenant_id, instance_id, provider_message_id, status, at)
            VALUES ({db.Tenant!.Value.Value}, {instanceId}, {providerMessageId}, {(short)receipt}, {clock.GetUtcNow()})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
}
