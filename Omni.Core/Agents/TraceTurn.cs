// Writes into the traces of a turn's messages how it ended.
using System.Text.Json;
using Omni.Core.Data;
using Omni.Core.Traces;

namespace Omni.Core.Agents;

/// <summary>Works inside the caller's transaction; the caller saves.</summary>
internal sealed class TraceTurn(OmniDbContext db, Turn turn, AskedTurn asked, DateTimeOffset now)
{
    /// <summary>The agent has answered, or failed to.</summary>
    /// <param name="answer">What it came to.</param>
    /// <param name="isSending">Whether something of it is still to leave.</param>
    /// <param name="said">How many messages it became.</param>
    /// <param name="notes">What was odd about it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AnswerAsync(AgentAnswer answer, bool isSending, int said, List<string> notes, CancellationToken cancellationToken)
    {
        var traces = await TurnTraces.OfTurnAsync(db, turn.Id, cancellationToken);

        foreach (var trace in traces)
        {
            TakeAnswer(trace, answer);

            if (answer is AgentAnswer.Failed failed)
            {
                trace.Fail(TraceStage.Agent, asked.Pieces > 0 ? $"{failed.Reason} What it had said by then stays in the thread." : failed.Reason, now);
            }
            else if (trace.Status is not TraceStatus.Error)
            {
                // A piece may have failed on its way already.
                trace.Format(isSending, now);
            }
        }

        AddPayloads(traces, notes);

        if (answer is AgentAnswer.Answered && said == 0)
        {
            Note(traces, "The agent answered with no text, so nothing was sent.");
        }
    }

    /// <summary>Another turn answers the same messages, and more.</summary>
    public async Task OvertakeAsync(CancellationToken cancellationToken)
        => await SupersedeAsync(TraceNotes.Overtaken, cancellationToken);

    /// <summary>Nobody needed the answer any more; who it was that ended the traces has said why.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
        => await SupersedeAsync(TraceNotes.LeftToPeople, cancellationToken);

    private async Task SupersedeAsync(string note, CancellationToken cancellationToken)
    {
        var traces = await TurnTraces.OfTurnAsync(db, turn.Id, cancellationToken);

        foreach (var trace in traces)
        {
            if (asked.Answer is { } answer)
            {
                TakeAnswer(trace, answer);
            }

            if (trace.Status is not (TraceStatus.Error or TraceStatus.Superseded or TraceStatus.AccessDenied))
            {
                (trace.Status, trace.CompletedAt) = (TraceStatus.Superseded, now);
            }
        }

        AddPayloads(traces, asked.Answer?.Notes ?? []);

        // On every one: each says for itself why nothing of it was sent.
        foreach (var trace in traces.Where(t => t.Status is not TraceStatus.AccessDenied))
        {
            Note([trace], asked.Pieces > 0 ? $"{note} What had left by then stays in the thread." : note);
        }
    }

    private void TakeAnswer(MessageTrace trace, AgentAnswer answer)
        => trace.TakeAnswer(answer is AgentAnswer.Answered, (answer as AgentAnswer.Answered)?.Text, answer.ResponsePayload, now);

    private void AddPayloads(List<MessageTrace> traces, IReadOnlyList<string> notes)
    {
        if (traces is [.., var last] && asked.Answer is { } answer)
        {
            TurnTraces.AddPayload(db, last, "agent_request", answer.RequestPayload, null, last.AgentCalledAt ?? now);
            TurnTraces.AddPayload(db, last, "agent_response", answer.ResponsePayload, answer.StatusCode, now);
        }

        foreach (var note in notes)
        {
            Note(traces, note);
        }
    }

    private void Note(List<MessageTrace> traces, string note)
    {
        if (traces is [.., var last])
        {
            TurnTraces.AddPayload(db, last, TraceNotes.Stage, JsonSerializer.Serialize(new { note }), null, now);
        }
    }
}
