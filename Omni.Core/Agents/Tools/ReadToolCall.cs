// Reads what a model wants to send from the arguments of its call.
using System.Text.Json;
using Omni.Core.Channels;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Core.Agents.Tools;

internal static class ReadToolCall
{
    /// <summary>What it sends, checked.</summary>
    public static Result<NewContent> ContentOf(MessageKind kind, JsonElement arguments)
    {
        var content = kind switch
        {
            MessageKind.Text => new NewContent { Text = arguments.At("text").Text() ?? "" },
            MessageKind.Location => Place(arguments),
            _ => File(kind, arguments),
        };
        return !content.IsOk ? content : CheckContent.Find(content.Value) is { } refusal ? refusal : content;
    }

    private static Result<NewContent> Place(JsonElement arguments)
        => arguments.At("latitude").Number() is { } latitude && arguments.At("longitude").Number() is { } longitude
            ? new NewContent
            {
                Kind = MessageKind.Location,
                Details = new() { Location = new(latitude, longitude, arguments.At("name").Text()?.Trim(), arguments.At("address").Text()?.Trim()) },
            }
            : Error.Invalid("latitude", "Give latitude and longitude, in degrees.");

    private static Result<NewContent> File(MessageKind kind, JsonElement arguments)
    {
        var file = NewFile.Read(arguments.At("url").Text(), arguments.At("base64").Text(), arguments.At("mime_type").Text(), arguments.At("file_name").Text());
        return file.IsOk ? new NewContent { Kind = kind, Text = arguments.At("caption").Text()?.Trim() ?? "", File = file.Value } : file.Error;
    }
}
