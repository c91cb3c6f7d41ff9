// One streamed run: what its events come to.
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Omni.Core.Agents.Answers;
using Omni.Core.Agents.Wire;
using Omni.Core.Channels;

namespace Omni.Core.Agents.Hive;

/// <summary>
/// Of a team, only the events that begin with <c>Team</c> count: its members' runs are streamed in between, and what they say is not the
/// answer. Which it is, the first event tells.
/// </summary>
internal sealed class HiveRun(GrowingAnswer growing)
{
    private const string Team = "Team";
    private bool? _isTeam;
    private bool _isFailed;
    private JsonElement? _completed;

    /// <summary>Whether its last event was there. What comes after it is not waited for.</summary>
    public bool IsOver => _isFailed || _completed is not null;

    /// <summary>The text of the last event, else the pieces; a stream that said nothing at all was broken off.</summary>
    public AgentAnswer Answer => _isFailed ? ReadAnswer.SaidItFailed()
        : _completed is { } run ? ReadAnswer.With(ReadAnswer.TextOf(run.At("content")) ?? growing.Text, run, run.At("content"))
        : growing.Text.Length > 0 ? new AgentAnswer.Answered(growing.Text)
        : new AgentAnswer.Failed("The agent broke off its answer.", MayRepeat: true);

    public ValueTask TakeAsync(SseItem<string> item, CancellationToken cancellationToken)
    {
        if (LooseJson.TryParse(Encoding.UTF8.GetBytes(item.Data)) is not { } data)
        {
            return ValueTask.CompletedTask;
        }

        // The name stands in front of the data, in it, or in both.
        var name = item.EventType == SseParser.EventTypeDefault ? data.At("event").Text() ?? "" : item.EventType;
        var isTeams = name.StartsWith(Team, StringComparison.Ordinal);
        name = isTeams ? name[Team.Length..] : name;

        if (name is "Error" or "RunError" && (isTeams || _isTeam is not true || name is "Error"))
        {
            _isFailed = true;
            return ValueTask.CompletedTask;
        }

        if (!name.StartsWith("Run", StringComparison.Ordinal) || isTeams != (_isTeam ??= isTeams))
        {
            return ValueTask.CompletedTask;
        }

        switch (name)
        {
            case "RunResponseContent" or "RunContent":
                return growing.AddAsync(data.At("content").ValueKind is JsonValueKind.String ? data.At("content").GetString() : null, cancellationToken);
            case "RunCompleted":
                _completed = data;
                break;
        }

        return ValueTask.CompletedTask;
    }
}
