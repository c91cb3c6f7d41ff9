// The one place that looks over all tenants: the doors, before they know the tenant, and the sweeps. A test counts its uses.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Jobs;
using Omni.Core.Team;
using Omni.Core.Tenancy;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Core.Data.Postgres;

public sealed partial class AcrossTenants(IServiceScopeFactory scopes)
{
    /// <summary>The door of a webhook: whose instance is this? Null when there is none of that name.</summary>
    public Task<InstanceDoor?> FindInstanceAsync(string name, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.Instances.IgnoreQueryFilters([Filters.Tenant])
                .Where(i => i.Name == name)
                .Join(db.Tenants.IgnoreQueryFilters([Filters.Tenant]), i => i.TenantId, t => t.Id, (i, t) => new InstanceDoor(t.Id, t.Slug, i.Id, i.Channel, i.IsActive))
                .FirstOrDefaultAsync(cancellationToken),
            cancellationToken);

    /// <summary>The door of the API: whose key is this? Null when it is nobody's.</summary>
    public Task<ApiKeyDoor?> FindApiKeyAsync(byte[] hash, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.ApiKeys.IgnoreQueryFilters([Filters.Tenant])
                .Where(k => k.Hash == hash)
                .Join(db.Tenants.IgnoreQueryFilters([Filters.Tenant]), k => k.TenantId, t => t.Id, (k, t) => new ApiKeyDoor(t.Id, t.Slug, k.Id, k.Instances))
                .FirstOrDefaultAsync(cancellationToken),
            cancellationToken);

    /// <summary>The door of a sign-in: which tenants is this user a member of?</summary>
    public Task<List<MembershipDoor>> MembershipsOfAsync(Guid userId, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.Memberships.IgnoreQueryFilters([Filters.Tenant])
                .Where(m => m.UserId == userId)
                .Join(db.Tenants.IgnoreQueryFilters([Filters.Tenant]), m => m.TenantId, t => t.Id, (m, t) => new { t, m.Role })
                .OrderBy(m => m.t.Name)
                .Select(m => new MembershipDoor(m.t.Id, m.t.Slug, m.t.Name, m.Role))
                .ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>For platform keys: all tenants by slug, from one slug on.</summary>
    public Task<List<Tenant>> ListTenantsAsync(string? afterSlug, int limit, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.Tenants.IgnoreQueryFilters([Filters.Tenant]).AsNoTracking()
                .Where(t => afterSlug == null || t.Slug.CompareTo(afterSlug) > 0)
                .OrderBy(t => t.Slug)
                .Take(limit)
                .ToListAsync(cancellationToken),
            cancellationToken);

    public Task<int> CountTenantsAsync(CancellationToken cancellationToken)
        => ReadAsync(db => db.Tenants.IgnoreQueryFilters([Filters.Tenant]).CountAsync(cancellationToken), cancellationToken);

    public Task<Tenant?> FindTenantAsync(string slug, CancellationToken cancellationToken)
        => ReadAsync(db => db.Tenants.IgnoreQueryFilters([Filters.Tenant]).AsNoTracking().FirstOrDefaultAsync(t => t.Slug == slug, cancellationToken), cancellationToken);

    /// <summary>The sweep: conversations with work of this kind that is due and held by nobody; of each tenant so many at most, so that a flood of one hides no other.</summary>
    public Task<List<DueConversation>> FindDueAsync(LaneKind kind, DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => kind switch
        {
            LaneKind.Webhook => FindDueSubscriptionsAsync(now, cancellationToken),
            LaneKind.Turn => ReadAsync(db => DueTurns.FindAsync(db, now, limitPerTenant, cancellationToken), cancellationToken),
            _ => ReadAsync(db => FindDueSendsAsync(db, now, limitPerTenant, cancellationToken), cancellationToken),
        };

    // The first message of a conversation says whether it is due: what stands behind one that pauses is not. Raw SQL: with LINQ, every message
    // was compared with others and with all leases, and a backlog of two thousand took seconds, on every node, all the time. 10 and 20 are Queued and
    // Sending, in the words of the index that serves this.
    private static async Task<List<DueConversation>> FindDueSendsAsync(OmniDbContext db, DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
    {
        var kind = nameof(LaneKind.Delivery);
        var rows = await db.Database.SqlQuery<DueRow>(
            $"""
            SELECT t.id AS "Tenant", t.slug AS "Slug", due.conversation_id AS "Conversation"
            FROM tenants t CROSS JOIN LATERAL (
                SELECT first.conversation_id
                FROM (
                    SELECT DISTINCT ON (m.conversation_id) m.conversation_id, m.sequence, m.next_attempt_at
                    FROM messages m
                    WHERE m.tenant_id = t.id AND m.status IN (10, 20)
                    ORDER BY m.conversation_id, m.sequence) first
                LEFT JOIN lane_leases l ON l.tenant_id = t.id AND l.conversation_id = first.conversation_id AND l.kind = {kind} AND l.until > {now}
                WHERE l.conversation_id IS NULL AND (first.next_attempt_at IS NULL OR first.next_attempt_at <= {now})
                ORDER BY first.sequence
                LIMIT {limitPerTenant}) due
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new DueConversation(new(r.Tenant), r.Slug, r.Conversation));
    }

    // A tenant has few of them, so that none hides another.
    private Task<List<DueConversation>> FindDueSubscriptionsAsync(DateTimeOffset now, CancellationToken cancellationToken)
        => ReadAsync(
            db =>
            {
                var leases = db.LaneLeases.IgnoreQueryFilters([Filters.Tenant]);
                return db.WebhookSubscriptions.IgnoreQueryFilters([Filters.Tenant]).WithDue(db.WebhookDeliveries.IgnoreQueryFilters([Filters.Tenant]), now)
                    .Where(s => !leases.Any(l => l.TenantId == s.TenantId && l.ConversationId == s.Id && l.Kind == LaneKind.Webhook && l.Until > now))
                    .Join(db.Tenants.IgnoreQueryFilters([Filters.Tenant]), s => s.TenantId, t => t.Id, (s, t) => new DueConversation(t.Id, t.Slug, s.Id))
                    .ToListAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>The sweep: conversations that are due to go back to their agents; of each tenant so many at most.</summary>
    public Task<List<DueConversation>> FindQuietAsync(DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => ReadAsync(db => QuietConversations.FindAsync(db, now, limitPerTenant, cancellationToken), cancellationToken);

    /// <summary>The sweep: snoozed conversations whose time has come, the longest due first; of each tenant so many at most.</summary>
    public Task<List<DueConversation>> FindSnoozedAsync(DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => ReadAsync(
            db =>
            {
                var due = db.Conversations.IgnoreQueryFilters([Filters.Tenant]).Where(c => c.Status == ConversationStatus.Snoozed && c.MergedIntoId == null && c.SnoozedUntil <= now);
                return db.Tenants.IgnoreQueryFilters([Filters.Tenant])
                    .SelectMany(t => due.Where(c => c.TenantId == t.Id).OrderBy(c => c.SnoozedUntil).Take(limitPerTenant), (t, c) => new DueConversation(t.Id, t.Slug, c.Id))
                    .ToListAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>The sweep: long work that waits, or whose node died; the oldest first.</summary>
    public Task<List<DueJob>> FindDueJobsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.BackgroundJobs.IgnoreQueryFilters([Filters.Tenant])
                .Where(j => j.Status == BackgroundJobStatus.Queued || (j.Status == BackgroundJobStatus.Running && (j.LeaseUntil == null || j.LeaseUntil <= now)))
                .OrderBy(j => j.CreatedAt)
                .Take(limit)
                .Join(db.Tenants.IgnoreQueryFilters([Filters.Tenant]), j => j.TenantId, t => t.Id, (j, t) => new DueJob(t.Id, t.Slug, j.Id))
                .ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>The clock: scheduled messages whose time comes until then, the next one first; of each tenant so many at most.</summary>
    public Task<List<DueSchedule>> FindDueSchedulesAsync(DateTimeOffset until, int limitPerTenant, CancellationToken cancellationToken)
        => ReadAsync(
            db =>
            {
                var due = db.MessageSchedules.IgnoreQueryFilters([Filters.Tenant]).Where(s => s.SendAt <= until);
                return db.Tenants.IgnoreQueryFilters([Filters.Tenant])
                    .SelectMany(t => due.Where(s => s.TenantId == t.Id).OrderBy(s => s.SendAt).Take(limitPerTenant), (t, s) => new { t.Id, t.Slug, s.MessageId, s.SendAt })
                    .OrderBy(s => s.SendAt)
                    .Select(s => new DueSchedule(s.Id, s.Slug, s.MessageId, s.SendAt))
                    .ToListAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Keeps this node's leases of these conversations alive.</summary>
    public Task<int> RenewLeasesAsync(Guid node, LaneKind kind, Guid[] conversations, DateTimeOffset until, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.LaneLeases.IgnoreQueryFilters([Filters.Tenant]).Where(l => l.Node == node && l.Kind == kind && conversations.Contains(l.ConversationId))
                .ExecuteUpdateAsync(l => l.SetProperty(x => x.Until, until), cancellationToken),
            cancellationToken);

    /// <summary>Gives back all leases of one node, or of all nodes when this process is the only one there can be.</summary>
    public Task<int> DropLeasesAsync(Guid? node, CancellationToken cancellationToken)
        => ReadAsync(
            db => db.LaneLeases.IgnoreQueryFilters([Filters.Tenant]).Where(l => node == null || l.Node == node).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);

    private async Task<T> ReadAsync<T>(Func<OmniDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var scope = scopes.CreateAsyncScope();
        var options = scope.ServiceProvider.GetRequiredService<DbContextOptions<OmniDbContext>>();
        await using var db = new OmniDbContext(options, new TenantContext()) { IsAcrossTenants = true };
        return await work(db);
    }
}

/// <summary>What a webhook's door needs to know of an instance.</summary>
public sealed record InstanceDoor(TenantId Tenant, string TenantSlug, Guid InstanceId, ChannelType Channel, bool IsActive);

/// <summary>What the API's door needs to know of a key.</summary>
public sealed record ApiKeyDoor(TenantId Tenant, string TenantSlug, Guid KeyId, IReadOnlyList<string> Instances);

/// <summary>One tenant that a user may enter.</summary>
public sealed record MembershipDoor(TenantId Tenant, string TenantSlug, string TenantName, MemberRole Role);

/// <summary>One long work that nobody living does.</summary>
public sealed record DueJob(TenantId Tenant, string TenantSlug, Guid JobId);

/// <summary>One scheduled message whose time is near, or has come.</summary>
public sealed record DueSchedule(TenantId Tenant, string TenantSlug, Guid MessageId, DateTimeOffset SendAt);

/// <summary>One conversation that has work to do; in the lanes of webhooks, one subscription.</summary>
public sealed record DueConversation(TenantId Tenant, string TenantSlug, Guid ConversationId);
