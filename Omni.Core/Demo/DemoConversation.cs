// One conversation of the demo as its data file tells it.
using System.Text.Json;
using System.Text.Json.Serialization;
using Omni.Core.Conversations;

namespace Omni.Core.Demo;

/// <summary>
/// A line begins with who wrote it: <c>c</c> the customer, <c>a</c> the agent, <c>n</c> Noa, <c>d</c> Dana, <c>p</c> somebody at the phone.
/// <c>c&gt; quoted | text</c> answers an earlier line, <c>n! reason | text</c> was not sent, <c>- 2h</c> is a pause, and
/// <c>* resolved Noa Levi</c> is a line that nobody wrote.
/// </summary>
internal sealed record DemoConversation
{
    public required string Name { get; init; }

    /// <summary>E.164, from a range that nobody has; null for visitors of the web chat.</summary>
    public string? Phone { get; init; }

    /// <summary>Who visits the web chat; null for people on WhatsApp.</summary>
    public Guid? Visitor { get; init; }

    public required ConversationStatus Status { get; init; }

    /// <summary><c>noa</c> or <c>dana</c>.</summary>
    public string? Assignee { get; init; }

    public int Unread { get; init; }

    /// <summary>How long ago the last line was written, such as <c>5m</c>, <c>3h</c> or <c>2d</c>.</summary>
    public required string Ends { get; init; }

    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>For regulars: what a day's lines look like, one after the other in turn, with <c>{words}</c> to fill in.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Episodes { get => field ?? []; init; }

    /// <summary>The words of each day. All these days come before <see cref="Lines"/>.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Days { get => field ?? []; init; }

    /// <summary>All conversations of all languages.</summary>
    public static IReadOnlyList<DemoConversation> ReadAll()
        => [.. ((string[])["english", "hebrew", "arabic"]).SelectMany(language => Read($"Omni.Core.Demo.{language}.json"))];

    private static List<DemoConversation> Read(string resource)
    {
        using var json = typeof(DemoConversation).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        return JsonSerializer.Deserialize(json, DemoJson.Default.ListDemoConversation)!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(List<DemoConversation>))]
internal sealed partial class DemoJson : JsonSerializerContext;
