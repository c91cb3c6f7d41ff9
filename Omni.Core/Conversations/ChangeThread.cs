// A program says how a conversation stands. All that it says happens, or nothing.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Team;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Conversations;

/// <summary>What is said of a conversation. What is not said stays.</summary>
public sealed record ThreadChange
{
    public ConversationStatus? Status { get; init; }

    /// <summary>In the future. Needed by <see cref="ConversationStatus.Snoozed"/>; alone it moves what is snoozed already.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Whether the agent may answer, whatever the status. Where only a status is said, what is open is people's, and what is pending or resolved the agent's.</summary>
    public bool? BotEnabled { get; init; }

    /// <summary>A member's id or e-mail address; null for nobody.</summary>
    public Optional<string?> Assignee { get; init; }

    /// <summary>The agent that answers here; null for the instance's.</summary>
    public Optional<string?> Agent { get; init; }
}

public sealed class ChangeThread(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <param name="conversationId">What it went into since is found.</param>
    /// <param name="change">What is said.</param>
    /// <param name="onlyInstances">How far whoever says it reaches: only an agent that answers on one of these; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>NotFound for an unknown conversation, Invalid with the fields that make no sense.</returns>
    public Task<Result<Done>> RunAsync(Guid conversationId, ThreadChange change, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
        => TryAgain.RunAsync(() => TryAsync(conversationId, change, onlyInstances, cancellationToken));

    private async Task<Result<Done>> TryAsync(Guid conversationId, ThreadChange change, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockThreadAsync(conversationId, cancellationToken) is not { } row)
        {
            return Error.NotFound("There is no such conversation.");
        }

        var now = clock.GetUtcNow();
        var errors = new FieldErrors();
        CheckTime(errors, row, change, now);
        var agent = await ChooseThreadAgent.FindAsync(db, errors, change.Agent.Value, onlyInstances, cancellationToken);
        var assignee = change.Assignee.Value is { } named ? await FindMember.RunAsync(db, named, cancellationToken) : null;
        errors.Require(change.Assignee.Value is null || assignee is not null, "assignee", "Give a member of this tenant, by id or e-mail address, or null for nobody.");

        if (errors.ToError() is { } error)
        {
            return error;
        }

        if (change.Agent.IsGiven)
        {
            await ChooseThreadAgent.PutAsync(db, row.Id, agent, change.Agent.Value, actor: null, now, cancellationToken);
        }

        if (change.Assignee.IsGiven && row.AssigneeId != assignee?.Id)
        {
            await AssignAsync(db, row.Id, assignee, now, cancellationToken);
        }

        await SetAsync(db, row.Id, change, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, row.Id));
        return new Done();
    }

    private static void CheckTime(FieldErrors errors, Conversation row, ThreadChange change, DateTimeOffset now)
    {
        const string Rule = "Give a time that is still to come, such as 2026-01-31T09:00:00+02:00.";
        var status = change.Status ?? row.Status;
        errors.Require(change.Status is not ConversationStatus.Snoozed || change.SnoozedUntil is not null, "snoozed_until", $"Say until when. {Rule}");
        errors.Require(change.SnoozedUntil is null || status is ConversationStatus.Snoozed, "snoozed_until", "Only what is snoozed comes back at a time: give status snoozed with it.");
        errors.Require(change.SnoozedUntil is null || change.SnoozedUntil > now, "snoozed_until", Rule);
    }

    private static async Task AssignAsync(OmniDbContext db, Guid id, MemberRow? member, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var memberId = member?.Id;
        await db.Conversations.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.AssigneeId, memberId), cancellationToken);
        db.Add(new Activity { ConversationId = id, Kind = ActivityKind.Assigned, Detail = member?.Name.Fit(200), At = now });
    }

    // Who may answer comes before the status, which otherwise follows it; only resolving lets the agent answer by itself, and must not undo what was said.
    private static async Task SetAsync(OmniDbContext db, Guid id, ThreadChange change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (change.Status is ConversationStatus.Resolved && await ChangeStatus.ResolveAsync(db, id, now, cancellationToken) > 0)
        {
            db.Add(new Activity { ConversationId = id, Kind = ActivityKind.Resolved, At = now });
        }

        if (change.BotEnabled is true || (change.BotEnabled is null && change.Status is ConversationStatus.Pending))
        {
            await AgentTakesBack.RunAsync(db, id, actor: null, detail: null, now, cancellationToken);
        }
        else if (change.BotEnabled is false || change.Status is ConversationStatus.Open)
        {
            await PersonTakesOver.RunAsync(db, id, actor: null, hasRead: false, now, cancellationToken);
        }

        if ((change.Status ?? (change.SnoozedUntil is null ? null : ConversationStatus.Snoozed)) is not { } status)
        {
            return;
        }

        var before = await db.Conversations.Where(c => c.Id == id).Select(c => new { c.Status, c.SnoozedUntil }).SingleAsync(cancellationToken);
        var isPutOff = status is ConversationStatus.Snoozed && !(before.Status is ConversationStatus.Snoozed && IsSame(before.SnoozedUntil, change.SnoozedUntil));

        if (before.Status != status || isPutOff)
        {
            await db.Conversations.Where(c => c.Id == id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.Status, status).SetProperty(x => x.SnoozedUntil, change.SnoozedUntil), cancellationToken);
        }

        if (isPutOff)
        {
            db.Add(new Activity { ConversationId = id, Kind = ActivityKind.Snoozed, At = now });
        }
        else if (before.Status is ConversationStatus.Snoozed or ConversationStatus.Resolved && before.Status != status)
        {
            db.Add(new Activity { ConversationId = id, Kind = ActivityKind.Reopened, At = now });
        }
    }
    // The database keeps microseconds.
    private static bool IsSame(DateTimeOffset? stored, DateTimeOffset? said) => stored is not null && said is not null && (stored.Value - said.Value).Duration() < TimeSpan.FromMicroseconds(1);
}
