// Puts the calls of a streamed answer together: a name in one piece, its arguments in many.
using System.Globalization;
using System.Text;
using OpenAI.Chat;

namespace Omni.Core.Agents.OpenAi;

internal sealed class GatherCalls
{
    private readonly SortedDictionary<int, Call> _calls = [];

    public bool Any => _calls.Count > 0;

    /// <summary>Those that have a name. Servers that give no ids get some from us.</summary>
    public IEnumerable<ChatToolCall> All => _calls.Where(c => c.Value.Name.Length > 0).Select(c => ChatToolCall.CreateFunctionToolCall(
        c.Value.Id ?? string.Create(CultureInfo.InvariantCulture, $"call_{c.Key}"), c.Value.Name, BinaryData.FromString(c.Value.Arguments.ToString())));

    public void Take(IEnumerable<StreamingChatToolCallUpdate> updates)
    {
        foreach (var update in updates)
        {
            if (!_calls.TryGetValue(update.Index, out var call))
            {
                _calls[update.Index] = call = new();
            }

            call.Id ??= string.IsNullOrEmpty(update.ToolCallId) ? null : update.ToolCallId;
            call.Name = call.Name.Length > 0 ? call.Name : update.FunctionName ?? "";

            if (update.FunctionArgumentsUpdate is { } piece && !piece.ToMemory().IsEmpty)
            {
                call.Arguments.Append(piece);
            }
        }
    }

    private sealed class Call
    {
        public string? Id { get; set; }

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
