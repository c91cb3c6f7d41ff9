// A long piece of work of one tenant, as a row: where it stands, so that any node can go on where another one died.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Data.Conventions;
using Omni.Core.Tenancy;

namespace Omni.Core.Jobs;

public sealed class BackgroundJob : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required BackgroundJobKind Kind { get; init; }

    public BackgroundJobStatus Status { get; set; } = BackgroundJobStatus.Queued;

    /// <summary>Looks and counts, and changes nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The step it is in, in the words of its kind; null before the first.</summary>
    public string? Step { get; set; }

    /// <summary>How far the step has come, in the words of its kind; null at its beginning.</summary>
    public string? Cursor { get; set; }

    /// <summary>How many rows there are to look at in all; null until they were counted.</summary>
    public long? Total { get; set; }

    /// <summary>How many were looked at.</summary>
    public long Done { get; set; }

    /// <summary>What came of it, by name, such as <c>linked</c>.</summary>
    public Dictionary<string, long> Counts { get; set; } = [];

    /// <summary>The first hundred rows that could not be worked on, each with its reason in words.</summary>
    public List<string> Problems { get; set; } = [];

    /// <summary>Why it failed as a whole; null otherwise.</summary>
    public string? Error { get; set; }

    /// <summary>The member who asked for it, or null for the API.</summary>
    public string? Actor { get; init; }

    /// <summary>The node that works on it.</summary>
    public Guid? Node { get; set; }

    /// <summary>Free for all nodes from then on.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public bool IsUnfinished => Status is BackgroundJobStatus.Queued or BackgroundJobStatus.Running;

    /// <summary>From 0 to 1. What comes in while it runs may be more than was counted.</summary>
    public double Progress => Status is BackgroundJobStatus.Completed ? 1 : Total is > 0 and var total ? Math.Min(1, (double)Done / total) : 0;
}

public enum BackgroundJobKind
{
    /// <summary>Links every message to the one thread of its person.</summary>
    BackfillConversations,
}

public enum BackgroundJobStatus
{
    Queued,
    Running,
    Completed,
    Failed,
    Cancelled,
}

internal sealed class BackgroundJobConfiguration : IEntityTypeConfiguration<BackgroundJob>
{
    public void Configure(EntityTypeBuilder<BackgroundJob> job)
    {
        job.Property(j => j.Id).ValueGeneratedNever();
        job.Property(j => j.Step).HasMaxLength(60);
        job.Property(j => j.Cursor).HasMaxLength(200);
        job.Property(j => j.Error).HasMaxLength(1000);
        job.Property(j => j.Actor).HasMaxLength(200);
        job.Property(j => j.Counts).IsJson();
        job.Ignore(j => j.IsUnfinished);
        job.Ignore(j => j.Progress);

        // Serves the Jobs page: newest first.
        job.HasIndex(j => new { j.TenantId, j.CreatedAt, j.Id }).IsDescending(false, true, true);

        // One unfinished job of a kind per tenant. Also serves the sweep.
        job.HasIndex(j => new { j.TenantId, j.Kind }).IsUnique().HasFilter("status IN ('Queued', 'Running')");
    }
}
