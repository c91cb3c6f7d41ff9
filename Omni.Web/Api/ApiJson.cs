// How Omni writes JSON: snake_case names, enums in lower case, times in UTC with a Z.
using System.Text.Json;
using System.Text.Json.Serialization;
using Omni.Core.Contacts;

namespace Omni.Web.Api;

internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Converters.Add(new OptionalConverter());
        options.Converters.Add(new UtcTime());
        options.Converters.Add(new StorableText());

        // Channels are written as one word: whatsapp, webchat.
        options.Converters.Add(new JsonStringEnumConverter<ChannelType>(new OneWord()));
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

    private sealed class OneWord : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }

    // PostgreSQL keeps no NUL: it goes, as it does from what channels send.
    private sealed class StorableText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => reader.TokenType is JsonTokenType.String ? reader.GetString()!.Replace("\0", "", StringComparison.Ordinal) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => reader.GetString()!.Replace("\0", "", StringComparison.Ordinal);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }

    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        // As exact as PostgreSQL keeps it, so that an answer before storing and one after are equal.
        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime.AddTicks(-(value.Ticks % TimeSpan.TicksPerMicrosecond)));
    }
}
