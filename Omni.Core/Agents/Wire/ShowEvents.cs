// Writes a stream of server-sent events as one piece of JSON, so that it can be kept, cleaned of secrets and read like any other answer.
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Channels;

namespace Omni.Core.Agents.Wire;

internal static class ShowEvents
{
    private const int MostAtFirst = 100;
    private const int MostAtLast = 40;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>{"events":[{"event":…,"data":…}],"left_out":n}</c>: how it began and how it ended.</summary>
    public static string AsJson(ReadOnlyMemory<byte> stream)
    {
        var (first, last) = (new List<SseItem<string>>(), new Queue<SseItem<string>>());
        var leftOut = 0;
        using var reader = new MemoryStream(stream.ToArray());

        foreach (var item in SseParser.Create(reader).Enumerate())
        {
            if (first.Count < MostAtFirst)
            {
                first.Add(item);
                continue;
            }

            last.Enqueue(item);

            if (last.Count > MostAtLast)
            {
                last.Dequeue();
                leftOut++;
            }
        }

        var shown = new JsonObject { ["events"] = new JsonArray([.. first.Concat(last).Select(Show)]) };

        if (leftOut > 0)
        {
            shown["left_out"] = leftOut;
        }

        return shown.ToJsonString(Readable);
    }

    private static JsonNode Show(SseItem<string> item)
    {
        var data = LooseJson.TryParse(Encoding.UTF8.GetBytes(item.Data)) is { } json ? JsonNode.Parse(json.GetRawText()) : JsonValue.Create(item.Data);
        return item.EventType == SseParser.EventTypeDefault ? new JsonObject { ["data"] = data } : new JsonObject { ["event"] = item.EventType, ["data"] = data };
    }
}
