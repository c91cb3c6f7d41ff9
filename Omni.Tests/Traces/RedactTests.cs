using System.Text.Json;
using Omni.Core.Traces;

namespace Omni.Tests.Traces;

public sealed class RedactTests
{
    [Theory]
    [InlineData("""{"apikey":"s3cret","a":1}""", """{"apikey":"[redacted]","a":1}""")]
    [InlineData("""{"a":{"webhook_token":["s3cret"]}}""", """{"a":{"webhook_token":"[redacted]"}}""")]
    [InlineData("""{"a":1,"a":{"apikey":"s3cret"}}""", """{"a":{"apikey":"[redacted]"}}""")]
    [InlineData("""{"a":"x\ud83dy","\ude00":"z\u0000"}""", "{\"a\":\"x\uFFFDy\",\"\uFFFD\":\"z\"}")]
    [InlineData("""{"a":"\\u0000"}""", """{"a":"\\u0000"}""")]
    [InlineData("""[true,null,1.5,"שלום"]""", """[true,null,1.5,"שלום"]""")]
    [InlineData("<html>\0 broken", """{"text":"<html> broken"}""")]
    public void A_payload_is_fit_to_be_kept(string payload, string kept) => Assert.Equal(kept, Redact.Payload(payload));

    [Fact]
    public void What_is_endless_is_shortened_and_still_JSON()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 900)) + string.Concat(Enumerable.Repeat("]", 900));
        var wide = JsonSerializer.Serialize(Enumerable.Range(0, 200).Select(_ => "a" + string.Concat(Enumerable.Repeat("😀", 1_000))));

        Assert.Contains("too deep", Redact.Payload(deep));
        Assert.True(Redact.Payload(wide).Length < 64_000);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(Redact.Payload(wide)).ValueKind);
    }
}
