// What a sender asked for, as a fingerprint: whether a repeated key says the same is told by it, whatever became of the first message since.
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;

namespace Omni.Core.Delivery;

internal static class HashContent
{
    /// <summary>SHA-256 in hexadecimal. To whom and through which instance is not in it: those stand on the message, and threads merge.</summary>
    public static string Run(NewContent content, NewSchedule? schedule)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, content.Kind.ToString());
        Add(hash, content.Text);
        Add(hash, content.ReplyTo?.Trim());
        Add(hash, content.Splits?.ToString());
        Add(hash, content.File);
        Add(hash, content.Details ?? new());
        Add(hash, schedule);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, NewFile? file)
    {
        Add(hash, file?.Url);
        Add(hash, file?.MimeType);
        Add(hash, file?.FileName);
        Add(hash, file?.Bytes?.Length ?? -1);
        hash.AppendData(file?.Bytes ?? []);
    }

    private static void Add(IncrementalHash hash, MessageDetails details)
    {
        Add(hash, details.Location?.Latitude.ToString("R", CultureInfo.InvariantCulture));
        Add(hash, details.Location?.Longitude.ToString("R", CultureInfo.InvariantCulture));
        Add(hash, details.Location?.Name);
        Add(hash, details.Location?.Address);
        Add(hash, [.. (details.Cards ?? []).SelectMany(c => new[] { c.FullName, c.PhoneNumber })]);
        Add(hash, details.Mentions ?? []);
        Add(hash, details.MentionsEveryone.ToString());
        Add(hash, details.IsVoice.ToString());
    }

    // The clock on the wall counts for what comes again by it; the instant is the same in every zone.
    private static void Add(IncrementalHash hash, NewSchedule? schedule)
    {
        Add(hash, schedule?.Time.At.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Add(hash, schedule?.Recurrence.ToString());
        Add(hash, schedule?.OnlyIfUnanswered.ToString());
        Add(hash, schedule is { Recurrence: not Recurrence.None } ? schedule.Time.TimeZone : null);
    }

    private static void Add(IncrementalHash hash, IReadOnlyList<string> texts)
    {
        Add(hash, texts.Count);

        foreach (var text in texts)
        {
            Add(hash, text);
        }
    }

    // With its length before it, so that no two lists of texts run together into the same.
    private static void Add(IncrementalHash hash, string? text)
    {
        Add(hash, text?.Length ?? -1);
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Add(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
