// The one place that looks over all tenants: the doors, before they know the tenant, and the sweeps. A test counts its uses.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Jobs;
using Omni.Core.Team;
using Omni.Core.Tenancy;

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

    /// <summary>The sweep: what is due in each kind of lanes and held by nobody; of each tenant so many at most, so that a flood of one hides no other.</summary>
    public Task<ILookup<LaneKind, DueConversation>> FindDueAsync(DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => ReadAsync(db => DueWork.FindAsync(db, now, limitPerTenant, cancellationToken), cancellationToken);

    /// <summary>Subscriptions that have something to tell, and nobody who does.</summary>
    public Task<List<DueConversation>> FindDueEventsAsync(DateTimeOffset now, CancellationToken cancellationToken)
        => ReadAsync(db => DueWork.FindEventsAsync(db, now, cancellationToken), cancellationToken);

    /// <summary>Which tenants have told anybody to tell them of events.</summary>
    public Task<List<TenantId>> FindSubscribersAsync(CancellationToken cancellationToken)
        => ReadAsync(db => db.WebhookSubscriptions.IgnoreQueryFilters([Filters.Tenant]).Where(s => s.IsActive).Select(s => s.TenantId).Distinct().ToListAsync(cancellationToken), cancellationToken);

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
