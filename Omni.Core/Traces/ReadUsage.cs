// What an answer cost, where the agent says so: usage.total_tokens, as OpenAI has it, or usage.tokens.
using System.Text;
using System.Text.Json;
using Omni.Core.Channels;

namespace Omni.Core.Traces;

internal static class ReadUsage
{
    private static readonly string[] Totals = ["total_tokens", "tokens", "totalTokens"];
    private static readonly string[] Places = ["usage", "metrics"];

    public static int? TokensOf(string response)
    {
        if (!response.Contains("oken", StringComparison.Ordinal) || LooseJson.TryParse(Encoding.UTF8.GetBytes(response)) is not { ValueKind: JsonValueKind.Object } answer)
        {
            return null;
        }

        var parts = Places.Select(place => answer.At(place)).Concat(Places.Select(place => answer.At("data", place)));
        return parts.SelectMany(part => Totals.Select(name => Count(part.At(name)))).FirstOrDefault(count => count is not null);
    }

    private static int? Count(JsonElement element) => element.ValueKind is JsonValueKind.Number && element.TryGetInt32(out var count) && count >= 0 ? count : null;
}
