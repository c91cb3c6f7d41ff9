// A set of traces whose numbers anybody can work out.
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Traces;

internal static class KnownTraces
{
    /// <summary>
    /// On <paramref name="one"/>: twenty completed whose agent took 100, 200 … 2,000 ms and that took 50 ms more in all, one a minute, and two that no agent answered.
    /// On <paramref name="two"/>: four errors of an agent that took 5 s, one overtaken, one open, one denied.
    /// </summary>
    public static async Task AddAsync(TestTenant tenant, string one, string two, DateTimeOffset at)
    {
        List<MessageTrace> traces = [];
        traces.AddRange(Enumerable.Range(1, 20).Select(n => Of(one, TraceStatus.Completed, at.AddMinutes(n), "Dana Levi", "+972501234567", agent: n * 100, total: (n * 100) + 50)));
        traces.AddRange(Enumerable.Range(1, 2).Select(n => Of(one, TraceStatus.Completed, at.AddMinutes(n), "דנה לוי", "+972501234568", total: 0)));
        traces.AddRange(Enumerable.Range(1, 4).Select(n => Failed(Of(two, TraceStatus.AgentCalled, at.AddMinutes(n), "Ana", "+5511988887777", agent: 5000), n == 4 ? "Too slow." : "Away.")));
        traces.AddRange(new[] { TraceStatus.Superseded, TraceStatus.AgentCalled, TraceStatus.AccessDenied }.Select(s => Of(two, s, at.AddMinutes(30), "Ana", "+5511988887777")));
        await tenant.ReadAsync(async db =>
        {
            db.AddRange(traces);
            return await db.SaveChangesAsync();
        });
    }

    public static MessageTrace Of(string instance, TraceStatus status, DateTimeOffset at, string name, string sender, int? agent = null, int? total = null) => new()
    {
        InstanceName = instance,
        Status = status,
        MessageKind = MessageKind.Text,
        Sender = sender,
        SenderName = name,
        ReceivedAt = at,
        AgentCalledAt = agent is null ? null : at,
        AgentAnsweredAt = agent is { } took ? at.AddMilliseconds(took) : null,
        CompletedAt = total is { } all ? at.AddMilliseconds(all) : null,
    };

    private static MessageTrace Failed(MessageTrace trace, string reason)
    {
        trace.Fail(TraceStage.Agent, reason, trace.ReceivedAt.AddSeconds(6));
        return trace;
    }
}
