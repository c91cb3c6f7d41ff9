// What a file is when nobody said: by its name, else by what it is sent as.
using Omni.Core.Messages;

namespace Omni.Core.Delivery;

public static class FileTypes
{
    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".mp4"] = "video/mp4",
        [".3gp"] = "video/3gpp",
        [".mov"] = "video/quicktime",
        [".webm"] = "video/webm",
        [".ogg"] = "audio/ogg",
        [".oga"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".mp3"] = "audio/mpeg",
        [".m4a"] = "audio/mp4",
        [".aac"] = "audio/aac",
        [".amr"] = "audio/amr",
        [".wav"] = "audio/wav",
        [".pdf"] = "application/pdf",
        [".doc"] = "application/msword",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xls"] = "application/vnd.ms-excel",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".ppt"] = "application/vnd.ms-powerpoint",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        [".csv"] = "text/csv",
        [".txt"] = "text/plain",
        [".zip"] = "application/zip",
    };

    public static string Of(NewFile file, MessageKind kind)
        => file.MimeType ?? ByExtension.GetValueOrDefault(Path.GetExtension(file.FileName ?? NameIn(file.Url) ?? "")) ?? kind switch
        {
            MessageKind.Image => "image/jpeg",
            MessageKind.Video => "video/mp4",
            MessageKind.Audio => "audio/ogg",
            MessageKind.Sticker => "image/webp",
            _ => "application/octet-stream",
        };

    /// <summary>The kind of message that a file of this type makes, for those who only hand it over.</summary>
    public static MessageKind KindOf(string mimeType) => mimeType.Split('/')[0] switch
    {
        "image" when mimeType is "image/jpeg" or "image/png" or "image/gif" or "image/webp" => MessageKind.Image,
        "video" when mimeType is "video/mp4" or "video/3gpp" => MessageKind.Video,
        "audio" => MessageKind.Audio,
        _ => MessageKind.Document,
    };

    /// <summary>The last part of an address, where it looks like the name of a file.</summary>
    public static string? NameIn(string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out var address) && Path.GetFileName(Uri.UnescapeDataString(address.AbsolutePath)) is { Length: > 0 } name && name.Contains('.', StringComparison.Ordinal)
            ? name
            : null;
}
