// What is forgotten over all tenants when its time is over, and that one node does it at a time.
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Instances;
using Omni.Core.Traces;

namespace Omni.Core.Data.Postgres;

public sealed partial class AcrossTenants
{
    // Of our own choosing; advisory locks belong to one database.
    private const long ForgettingLock = 0x4F6D6E69_466F7267;

    /// <summary>Runs this unless another node is running it. Answers whether it ran here.</summary>
    public Task<bool> ForgetAloneAsync(Func<Task> forgetAsync, CancellationToken cancellationToken)
        => ReadAsync(
            async db =>
            {
                // The lock goes with the transaction, and with the node if that dies.
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

                if (!await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({ForgettingLock}) AS \"Value\"").SingleAsync(cancellationToken))
                {
                    return false;
                }

                await forgetAsync();
                return true;
            },
            cancellationToken);

    /// <summary>Forgets what was said in traces from before this time, of each tenant at most <paramref name="limitPerTenant"/> traces at once. Answers how many payloads went.</summary>
    public Task<int> PurgeTracePayloadsAsync(DateTimeOffset before, int limitPerTenant, CancellationToken cancellationToken)
        => ReadAsync(
            db =>
            {
                var payloads = db.TracePayloads.IgnoreQueryFilters([Filters.Tenant]);
                var oldest = Oldest(db, before, limitPerTenant, t => payloads.Any(p => p.TenantId == t.TenantId && p.TraceId == t.Id));
                return payloads.Where(p => oldest.Contains(p.TraceId)).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Forgets traces from before this time, of each tenant at most <paramref name="limitPerTenant"/> at once. Answers how many went.</summary>
    public Task<int> PurgeTracesAsync(DateTimeOffset before, int limitPerTenant, CancellationToken cancellationToken)
        => ReadAsync(
            db =>
            {
                var oldest = Oldest(db, before, limitPerTenant, null);
                return db.MessageTraces.IgnoreQueryFilters([Filters.Tenant]).Where(t => oldest.Contains(t.Id)).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);

    // Tenant by tenant, as the index goes: the flood of one hides no other, and nothing is searched that is younger.
    private static IQueryable<Guid> Oldest(OmniDbContext db, DateTimeOffset before, int limitPerTenant, Expression<Func<MessageTrace, bool>>? which)
    {
        var traces = db.MessageTraces.IgnoreQueryFilters([Filters.Tenant]);
        traces = which is null ? traces : traces.Where(which);
        return db.Tenants.IgnoreQueryFilters([Filters.Tenant])
            .SelectMany(tenant => traces.Where(t => t.TenantId == tenant.Id && t.ReceivedAt < before).OrderBy(t => t.ReceivedAt).Select(t => t.Id).Take(limitPerTenant));
    }

    /// <summary>Forgets the codes to scan that have run out by now. Answers how many went.</summary>
    public Task<int> PurgeCodesAsync(DateTimeOffset now, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.Instances.IgnoreQueryFilters([Filters.Tenant])
                .Where(i => i.CodeAt < now - Instance.CodeLife)
                .ExecuteUpdateAsync(
                    i => i.SetProperty(x => x.QrCode, (string?)null).SetProperty(x => x.PairingCode, (string?)null).SetProperty(x => x.CodeAt, (DateTimeOffset?)null),
                    cancellationToken),
            cancellationToken);

    /// <summary>Forgets which messages moved in merges before this time, which can no longer be taken back.</summary>
    public Task<int> PurgeMergedMessagesAsync(DateTimeOffset before, CancellationToken cancellationToken)
        => ReadAsync(
            db =>
            {
                var old = db.ConversationMerges.IgnoreQueryFilters([Filters.Tenant]).Where(m => m.At < before).Select(m => m.Id);
                return db.MergedMessages.IgnoreQueryFilters([Filters.Tenant]).Where(m => old.Contains(m.MergeId)).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Forgets the log of webhooks before this time, of each tenant at most <paramref name="limitPerTenant"/> at once. Answers how many went.</summary>
    public Task<int> PurgeWebhookDeliveriesAsync(DateTimeOffset before, int limitPerTenant, CancellationToken cancellationToken)
        => ReadAsync(
            db =>
            {
                var deliveries = db.WebhookDeliveries.IgnoreQueryFilters([Filters.Tenant]);
                var oldest = db.Tenants.IgnoreQueryFilters([Filters.Tenant])
                    .SelectMany(t => deliveries.Where(d => d.TenantId == t.Id && d.CreatedAt < before).OrderBy(d => d.CreatedAt).Select(d => d.Id).Take(limitPerTenant));
                return deliveries.Where(d => oldest.Contains(d.Id)).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);

    public Task<int> PurgeEarlyReceiptsAsync(DateTimeOffset before, CancellationToken cancellationToken)
        => ReadAsync(db => db.EarlyReceipts.IgnoreQueryFilters([Filters.Tenant]).Where(r => r.At < before).ExecuteDeleteAsync(cancellationToken), cancellationToken);
}
