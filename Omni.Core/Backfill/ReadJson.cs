// JSON of messages: one array, or an object a line.
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Omni.Core.Backfill;

internal static class ReadJson
{
    /// <summary>Lines are the array's items.</summary>
    public static async IAsyncEnumerable<FileLine> ArrayAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(file, JsonSerializerOptions.Web, cancellationToken).GetAsyncEnumerator(cancellationToken);

        for (var line = 1L; ; line++)
        {
            bool? more;

            try
            {
                more = await items.MoveNextAsync();
            }
            catch (JsonException)
            {
                more = null;
            }

            if (more is not true)
            {
                if (more is null)
                {
                    yield return FileLine.Unreadable(line, "The JSON breaks off here. What follows was not read.");
                }

                yield break;
            }

            yield return Read(line, items.Current);
        }
    }

    public static async IAsyncEnumerable<FileLine> LinesAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file, leaveOpen: true);

        for (var line = 1L; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return Read(line, text);
            }
        }
    }

    private static FileLine Read(long line, string text)
    {
        try
        {
            return Read(line, JsonElement.Parse(text));
        }
        catch (JsonException)
        {
            return FileLine.Unreadable(line, "It is not JSON.");
        }
    }

    private static FileLine Read(long line, JsonElement item)
    {
        try
        {
            return ReadObject(line, item);
        }
        catch (InvalidOperationException)
        {
            // Half a character, such as a cut emoji: JSON, but no text.
            return FileLine.Unreadable(line, "It has half a character in it.");
        }
    }

    private static FileLine ReadObject(long line, JsonElement item)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            return FileLine.Unreadable(line, "It is not an object.");
        }

        var fields = new ImportedFields();

        foreach (var property in item.EnumerateObject())
        {
            fields.Set(ImportedFields.PlaceOf(property.Name), TextOf(property.Value));
        }

        return fields.IsEmpty ? FileLine.Unreadable(line, "It has none of the fields of a message.") : new(line, fields, null);
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
