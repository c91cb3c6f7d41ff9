using System.Diagnostics;
using System.Text.Json;
using Omni.Core.Secrets;
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
    [InlineData("""{"x-api-key":"s3cret","headers":{"Authorization":"Bearer s3cret","Cookie":"a=b"}}""", """{"x-api-key":"[redacted]","headers":{"Authorization":"[redacted]","Cookie":"[redacted]"}}""")]
    [InlineData("""{"usage":{"total_tokens":150},"token":17}""", """{"usage":{"total_tokens":150},"token":"[redacted]"}""")]
    [InlineData("""{"destination":"https://omni.example/webhook/evolution/shop?token=s3cret&x=1"}""", """{"destination":"https://omni.example/webhook/evolution/shop?token=[redacted]&x=1"}""")]
    [InlineData("""{"error":"Bearer s3cret-of-somebody is not valid, omk_abcdefghijklmnopqrstuvwxyz neither"}""", """{"error":"Bearer [redacted] is not valid, omk_[redacted] neither"}""")]
    [InlineData("""{"data":"eyJhcGlrZXkiOiJzM2NyZXQiLCJ0ZXh0IjoiT2kifQ=="}""", """{"data":{"apikey":"[redacted]","text":"Oi"}}""")]
    [InlineData("""{"image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg"}""", """{"image":"[base64, 44 characters]"}""")]
    [InlineData("""[1e5,-2.50,0,1e999999,1e-999999]""", """[1e5,-2.50,0,"1e999999","1e-999999"]""")]
    [InlineData("<html>\0 broken", """{"text":"<html> broken"}""")]
    public void A_payload_is_fit_to_be_kept(string payload, string kept) => Assert.Equal(kept, Redact.Payload(payload));

    [Theory]
    [InlineData("the key k-3y/of+somebody is wrong", "the key •••• is wrong")]
    [InlineData("""{"error":"k-3y/of\u002Bsomebody"}""", """{"error":"••••"}""")]
    [InlineData("https://x.example/?key=k-3y%2Fof%2Bsomebody&a=1", "https://x.example/?key=••••&a=1")]
    public void A_secret_is_hidden_in_whatever_way_it_is_repeated(string text, string hidden) => Assert.Equal(hidden, text.Without("k-3y/of+somebody", null, "", "short"));

    [Fact]
    public void A_file_as_base64_is_not_kept()
        => Assert.Equal("""{"media":"[base64, 400 characters]"}""", Redact.Payload($$"""{"media":"{{Convert.ToBase64String(new byte[300])}}"}"""));

    [Fact]
    public void What_looks_like_a_token_again_and_again_takes_no_longer()
    {
        var tokens = string.Concat(Enumerable.Repeat("eyJ-", 250_000));
        var watch = Stopwatch.StartNew();

        Assert.StartsWith("""{"eyJ-eyJ-""", Redact.Payload($$"""{"{{tokens}}":1}"""));
        Assert.StartsWith("""{"text":"<eyJ-eyJ-""", Redact.Payload($"<{tokens}"));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

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
