// Whether an agent wants people to take the conversation: a mark in its answer, or a tool that it says it called.
using System.Text;
using System.Text.Json;
using Omni.Core.Channels;

namespace Omni.Core.Agents.Answers;

/// <param name="IsThere">Whether it does.</param>
/// <param name="Reason">Why, in its words; null when it did not say.</param>
internal readonly record struct HandOverWish(bool IsThere, string? Reason)
{
    private const string Tool = "handoff";

    /// <summary>In <c>handoff</c>, or among <c>tool_calls</c> or <c>tools</c>, in the shapes of OpenAI, Agno and plain names.</summary>
    public static HandOverWish In(JsonElement answer)
    {
        var mark = answer.At(Tool);

        if (mark.IsTrue() || mark.IsObject())
        {
            return new(true, mark.At("reason").Text() ?? answer.At("handoff_reason").Text());
        }

        foreach (var call in answer.At("tool_calls").Items().Concat(answer.At("tools").Items()))
        {
            var name = call.Text() ?? call.At("name").Text() ?? call.At("tool_name").Text() ?? call.At("function", "name").Text();

            if (string.Equals(name, Tool, StringComparison.OrdinalIgnoreCase))
            {
                return new(true, ReasonIn(call.At("arguments")) ?? ReasonIn(call.At("function", "arguments")) ?? ReasonIn(call.At("tool_args")));
            }
        }

        return default;
    }

    // Arguments are an object, or JSON written into a string.
    private static string? ReasonIn(JsonElement arguments)
        => arguments.Text() is { } text ? LooseJson.TryParse(Encoding.UTF8.GetBytes(text))?.At("reason").Text() : arguments.At("reason").Text();
}
