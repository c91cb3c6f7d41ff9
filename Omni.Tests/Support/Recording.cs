// What a running Evolution API sent and answered, from Recordings/evolution.
using System.Text;
using System.Text.Json;

namespace Omni.Tests.Support;

/// <param name="Name">The file's name without its ending, such as <c>610-in-text</c>.</param>
/// <param name="Request">The JSON that was posted to Evolution (or to the fake WhatsApp behind it); undefined when there was none.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Response">The body of the answer, as JSON.</param>
/// <param name="Emitted">The webhooks that followed, in order of arrival.</param>
public sealed record Recording(string Name, JsonElement Request, int Status, string Response, IReadOnlyList<RecordedWebhook> Emitted)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recordings", "evolution");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    public static Recording Load(string name)
    {
        var root = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, $"{name}.json")));
        var response = root.GetProperty("response");
        var request = root.GetProperty("request");
        return new(
            name,
            request.TryGetProperty("body", out var body) ? body : default,
            response.GetProperty("status").GetInt32(),
            response.GetProperty("body").GetRawText(),
            [.. root.GetProperty("emitted").EnumerateArray().Where(IsWebhook).Select(RecordedWebhook.Read)]);
    }

    /// <summary>The first webhook of this event.</summary>
    public RecordedWebhook Webhook(string name) => Emitted.First(webhook => webhook.Event == name);

    // Calls to the fake Graph API were recorded beside the webhooks.
    private static bool IsWebhook(JsonElement call) =>
        call.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("event", out _);
}

/// <param name="Event">The event it names, such as <c>messages.upsert</c>.</param>
/// <param name="Headers">As Evolution sent them.</param>
/// <param name="Json">The body.</param>
public sealed record RecordedWebhook(string Event, IReadOnlyDictionary<string, string> Headers, JsonElement Json)
{
    public byte[] Body => Encoding.UTF8.GetBytes(Json.GetRawText());

    public JsonElement Data => Json.GetProperty("data");

    internal static RecordedWebhook Read(JsonElement call) => new(
        call.GetProperty("body").GetProperty("event").GetString()!,
        call.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        call.GetProperty("body"));
}
