// Writes into the trace of a turn what its agent asked for by a tool, and what it was told.
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Traces;

/// <param name="Tool">Such as <c>send-image</c>.</param>
/// <param name="Asked">What it was to say: text, place, the name and type of a file, never its bytes.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Answered">The message that was stored, or why none was.</param>
public sealed record ToolCall(string Tool, object Asked, int Status, object Answered);

public sealed class TraceToolCall(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    // An agent may call for an hour; a trace is to be read by people.
    private const int MostPayloads = 200;

    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>A turn whose traces are gone, or full, is no longer told of.</summary>
    public async Task RunAsync(Guid turnId, ToolCall call, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await TurnTraces.LastOfTurnAsync(db, turnId, cancellationToken) is { } trace
            && await db.TracePayloads.CountAsync(p => p.TraceId == trace, cancellationToken) < MostPayloads)
        {
            TurnTraces.AddPayload(db, trace, "tool_request", JsonSerializer.Serialize(new { call.Tool, call.Asked }, Wire), null, askedAt);
            TurnTraces.AddPayload(db, trace, "tool_response", JsonSerializer.Serialize(call.Answered, Wire), call.Status, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
