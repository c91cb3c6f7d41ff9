// Reads the files and the place that an agent sends beside its text. What cannot be sent is noted, and spoils nothing else.
using System.Text.Json;
using Omni.Core.Channels;
using Omni.Core.Delivery;
using Omni.Core.Messages;

namespace Omni.Core.Agents.Answers;

internal sealed class ReadContents
{
    private const int MostContents = 10;
    private readonly List<NewContent> _found = [];
    private readonly List<string> _notes = [];

    // What Agno's agents call the files that they made.
    private static readonly (string Name, MessageKind Kind)[] Lists =
        [("images", MessageKind.Image), ("videos", MessageKind.Video), ("audio", MessageKind.Audio), ("files", MessageKind.Document)];

    public IReadOnlyList<NewContent> Found => _found;

    public IReadOnlyList<string> Notes => _notes;

    /// <summary><c>attachments</c> and <c>location</c> of an object; anything else has none.</summary>
    public void Add(JsonElement answer)
    {
        foreach (var attachment in answer.At("attachments").Items())
        {
            Add("A file", ReadFile(attachment, KindOf(attachment)));
        }

        foreach (var (name, kind) in Lists)
        {
            foreach (var file in answer.At(name).Items().Where(f => f.IsObject()))
            {
                Add("A file", ReadFile(file, kind));
            }
        }

        if (answer.At("location") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } place)
        {
            Add("The place", ReadPlace(place));
        }
    }

    private void Add(string what, (NewContent? Content, string? Problem) read)
    {
        var problem = read.Problem ?? CheckContent.Find(read.Content!)?.Message;

        if (problem is null && _found.Count == MostContents)
        {
            problem = $"An answer may bring {MostContents} files and places.";
        }

        if (problem is null)
        {
            _found.Add(read.Content!);
        }
        else if (_notes.Count < MostContents)
        {
            _notes.Add($"{what} in the answer was not sent: {problem}");
        }
    }

    private static (NewContent? Content, string? Problem) ReadFile(JsonElement file, MessageKind? kind)
    {
        var mimeType = (file.At("mime_type").Text() ?? file.At("content_type").Text())?.Trim();
        var read = NewFile.Read(
            file.Text() ?? file.At("url").Text() ?? file.At("media_url").Text(), file.At("base64").Text(), mimeType, file.At("file_name").Text() ?? file.At("filename").Text());

        if (!read.IsOk)
        {
            return (null, read.Error.Message);
        }

        kind ??= FileTypes.KindOf(FileTypes.Of(read.Value, MessageKind.Document));
        return (new NewContent
        {
            Kind = kind.Value,
            Text = file.At("caption").Text()?.Trim() ?? "",
            File = read.Value,
            Details = file.At("type").Text() is "voice" ? new() { IsVoice = true } : null,
        }, null);
    }

    private static MessageKind? KindOf(JsonElement attachment) => attachment.At("type").Text()?.ToLowerInvariant() switch
    {
        "image" or "photo" => MessageKind.Image,
        "audio" or "voice" => MessageKind.Audio,
        "video" => MessageKind.Video,
        "sticker" => MessageKind.Sticker,
        "document" or "file" => MessageKind.Document,
        _ => null,
    };

    private static (NewContent? Content, string? Problem) ReadPlace(JsonElement place)
    {
        var (latitude, longitude) = (place.At("latitude").Number(), place.At("longitude").Number());

        return latitude is null || longitude is null
            ? (null, "It needs latitude and longitude, in degrees.")
            : (new NewContent
            {
                Kind = MessageKind.Location,
                Details = new() { Location = new(latitude.Value, longitude.Value, place.At("name").Text()?.Trim(), place.At("address").Text()?.Trim()) },
            }, null);
    }
}
