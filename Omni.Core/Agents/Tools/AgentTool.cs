// The tools of contract 3.5 as functions that a model is offered.
using Omni.Core.Messages;

namespace Omni.Core.Agents.Tools;

/// <param name="Name">As the model calls it.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="Schema">JSON schema of its arguments.</param>
/// <param name="Sends">The kind of message that it sends; null for none.</param>
public sealed record AgentTool(string Name, string Description, string Schema, MessageKind? Sends)
{
    public const string HandOff = "handoff";

    public static readonly IReadOnlyList<AgentTool> All =
    [
        new(
            "send_text",
            "Sends the customer a separate text message before your answer. Only for what must stand apart; your answer itself is sent anyway.",
            """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""",
            MessageKind.Text),
        new(
            "send_image",
            "Sends the customer a picture.",
            """{"type":"object","properties":{"url":{"type":"string","description":"Public http(s) address of the picture"},"caption":{"type":"string"}},"required":["url"]}""",
            MessageKind.Image),
        new(
            "send_document",
            "Sends the customer a file, such as a PDF.",
            """{"type":"object","properties":{"url":{"type":"string","description":"Public http(s) address of the file"},"file_name":{"type":"string"},"caption":{"type":"string"}},"required":["url"]}""",
            MessageKind.Document),
        new(
            "send_location",
            "Sends the customer a place on the map.",
            """{"type":"object","properties":{"latitude":{"type":"number"},"longitude":{"type":"number"},"name":{"type":"string"},"address":{"type":"string"}},"required":["latitude","longitude"]}""",
            MessageKind.Location),
        new(
            HandOff,
            "Gives the conversation to a person of the team. Use it when the customer asks for a person, or when you cannot help. Your answer is still sent; nothing after it.",
            """{"type":"object","properties":{"reason":{"type":"string","description":"Why, in one sentence for the team"}},"required":["reason"]}""",
            null),
    ];

    /// <summary>By its name, written with hyphens or underscores; null when there is none.</summary>
    public static AgentTool? Find(string name) => All.FirstOrDefault(t => string.Equals(t.Name, name.Trim().Replace('-', '_'), StringComparison.OrdinalIgnoreCase));
}
