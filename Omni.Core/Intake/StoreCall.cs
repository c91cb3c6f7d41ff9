// Writes a call into the thread of whoever rang, as a line. The same call twice is one line.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;

namespace Omni.Core.Intake;

public sealed class StoreCall(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, TimeProvider clock)
{
    /// <summary>Answers the threads that changed.</summary>
    public async Task<IReadOnlyList<Guid>> RunAsync(OpenInstance instance, CallReceived call, CancellationToken cancellationToken)
    {
        // Again when somebody else was first with this person or this call.
        return await TryAgain.RunAsync(() => TryAsync(instance, call, cancellationToken));
    }

    private async Task<IReadOnlyList<Guid>> TryAsync(OpenInstance instance, CallReceived call, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var id = NameUuid.Of($"call:{instance.Instance.Id}:{call.CallId}");

        if (await db.Activities.AnyAsync(a => a.Id == id, cancellationToken))
        {
            return [];
        }

        var request = new ThreadRequest(call.Addresses, instance.Instance.Id, instance.Instance.Name, call.ReplyAddress, null, instance.HasAgent);
        var thread = await FindOrCreateThread.RunAsync(db, tenant.RequiredSlug, request, clock.GetUtcNow(), cancellationToken);

        if (await db.LockConversationAsync(thread.ConversationId, cancellationToken) is not { MergedIntoId: null })
        {
            throw new ThreadMovedException();
        }

        db.Add(new Activity
        {
            Id = id,
            ConversationId = thread.ConversationId,
            Kind = ActivityKind.Call,
            Detail = call.IsVideo ? "The customer called by video" : "The customer called",
            At = call.At,
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [thread.ConversationId, .. thread.Absorbed];
    }
}
