// The database as the rest of the code sees it: one tenant's rows, the scope's.
using System.Reflection;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Omni.Core.Access;
using Omni.Core.Agents;
using Omni.Core.Backfill;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data.Conventions;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Instances;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Core.Secrets;
using Omni.Core.Team;
using Omni.Core.Tenancy;
using Omni.Core.Traces;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Core.Data;

public sealed class OmniDbContext : IdentityUserContext<User, Guid>
{
    private static readonly MethodInfo FilterByTenantMethod =
        typeof(OmniDbContext).GetMethod(nameof(FilterByTenant), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly TenantContext _tenant;

    public OmniDbContext(DbContextOptions<OmniDbContext> options, TenantContext tenant)
        : base(options)
    {
        _tenant = tenant;

        // A transaction in which something failed is given up whole, so that nothing comes back to a savepoint before every save.
        Database.AutoSavepointsEnabled = false;
    }

    public TenantId? Tenant => _tenant.Current;

    /// <summary>Set by <see cref="Postgres.AcrossTenants"/> alone: the connection then takes the role that sees all tenants.</summary>
    internal bool IsAcrossTenants { get; init; }

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<Instance> Instances => Set<Instance>();

    public DbSet<SendingPace> SendingPaces => Set<SendingPace>();

    public DbSet<Agent> Agents => Set<Agent>();

    public DbSet<AccessRule> AccessRules => Set<AccessRule>();

    public DbSet<MessageBlock> MessageBlocks => Set<MessageBlock>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<ContactIdentity> ContactIdentities => Set<ContactIdentity>();

    public DbSet<AddressPair> AddressPairs => Set<AddressPair>();

    public DbSet<Lead> Leads => Set<Lead>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<ConversationKey> ConversationKeys => Set<ConversationKey>();

    public DbSet<ConversationMerge> ConversationMerges => Set<ConversationMerge>();

    public DbSet<MergedMessage> MergedMessages => Set<MergedMessage>();

    public DbSet<Activity> Activities => Set<Activity>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<Attachment> Attachments => Set<Attachment>();

    public DbSet<AttachmentContent> AttachmentContents => Set<AttachmentContent>();

    public DbSet<MessageSchedule> MessageSchedules => Set<MessageSchedule>();

    public DbSet<EarlyReceipt> EarlyReceipts => Set<EarlyReceipt>();

    public DbSet<MessageTrace> MessageTraces => Set<MessageTrace>();

    public DbSet<TracePayload> TracePayloads => Set<TracePayload>();

    public DbSet<ImportedMessage> ImportedMessages => Set<ImportedMessage>();

    public DbSet<BackgroundJob> BackgroundJobs => Set<BackgroundJob>();

    public DbSet<LaneLease> LaneLeases => Set<LaneLease>();

    public DbSet<WebhookSubscription> WebhookSubscriptions => Set<WebhookSubscription>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        StampTenant();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        StampTenant();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(OmniDbContext).Assembly);

        foreach (var entity in builder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))))
        {
            FilterByTenantMethod.MakeGenericMethod(entity.ClrType).Invoke(this, [builder]);
        }

        builder.Entity<Tenant>().HasQueryFilter(Filters.Tenant, t => t.Id == Tenant);
        builder.UseReadableEnums();
        builder.UseSnakeCase();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<TenantId>().HaveConversion<TenantIdConverter>();
        configurationBuilder.Properties<SealedSecret>().HaveConversion<SealedSecretConverter>();
    }

    // No tenant means no rows: the filter compares with null instead of being skipped.
    private void FilterByTenant<TEntity>(ModelBuilder builder)
        where TEntity : class, ITenantOwned
        => builder.Entity<TEntity>().HasQueryFilter(Filters.Tenant, e => e.TenantId == Tenant);

    private void StampTenant()
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>())
        {
            var owner = entry.Property(e => e.TenantId);

            if (entry.State is EntityState.Added && owner.CurrentValue == default)
            {
                owner.CurrentValue = Tenant ?? throw new InvalidOperationException($"{entry.Metadata.DisplayName()} was saved without a tenant.");
            }
            else if (entry.State is not EntityState.Unchanged && owner.CurrentValue != Tenant)
            {
                throw new InvalidOperationException($"{entry.Metadata.DisplayName()} belongs to another tenant.");
            }
        }
    }

    private sealed class TenantIdConverter() : ValueConverter<TenantId, Guid>(id => id.Value, value => new TenantId(value));

    private sealed class SealedSecretConverter() : ValueConverter<SealedSecret, string>(secret => secret.ToColumn(), column => SealedSecret.FromColumn(column));
}
