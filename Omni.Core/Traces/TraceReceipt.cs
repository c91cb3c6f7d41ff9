// Writes into the trace of a turn what the channel tells of its answer afterwards: delivered, read, failed.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Traces;

public sealed class TraceReceipt(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    /// <summary>Call it after the message has changed. Messages of no turn have no trace.</summary>
    public async Task RunAsync(Guid instanceId, string providerMessageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var told = await db.Messages.Where(m => m.InstanceId == instanceId && m.ProviderMessageId == providerMessageId && m.TurnId != null)
            .Select(m => new { m.Id, m.TurnId, m.Status }).SingleOrDefaultAsync(cancellationToken);

        if (told?.TurnId is not { } turnId || await TurnTraces.LastOfTurnAsync(db, turnId, cancellationToken) is not { } trace)
        {
            return;
        }

        TurnTraces.AddPayload(db, trace, "receipt", $$"""{"status":"{{told.Status.ToString().ToLowerInvariant()}}","message_id":"{{told.Id}}"}""", null, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }
}
