using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Omni.Core.Channels;
using Omni.Core.Channels.WhatsApp;
using Omni.Tests.Support;
using static Omni.Tests.Channels.WhatsApp.Webhooks;

namespace Omni.Tests.Channels.WhatsApp;

public sealed class ProveWebhookTests
{
    private const string Token = "a-token-of-this-instance";
    private const string Hs256 = """{"alg":"HS256","typ":"JWT"}""";

    [Theory]
    [InlineData("X-Omni-Webhook-Token", Token, true)]
    [InlineData("x-omni-webhook-token", Token, true)]
    [InlineData("X-Omni-Webhook-Token", "A-token-of-this-instance", false)]
    [InlineData("X-Omni-Webhook-Token", "", false)]
    [InlineData("Authorization", $"Bearer {Token}", true)]
    [InlineData("Authorization", $"bearer {Token}", true)]
    [InlineData("Authorization", $"Basic {Token}", false)]
    [InlineData("Authorization", Token, false)]
    [InlineData("Authorization", "Bearer", false)]
    [InlineData("apikey", Token, false)]
    public void The_token_proves_in_its_headers(string header, string value, bool proves) => Assert.Equal(proves, Prove(header, value));

    [Theory]
    [InlineData(Token, true)]
    [InlineData($"{Token}/messages-upsert", true)]
    [InlineData("other", false)]
    [InlineData("/", false)]
    public void The_token_proves_in_the_query(string value, bool proves) =>
        Assert.Equal(proves, IsAuthentic([], new() { ["token"] = value }, Token));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_token_proves_nothing(string token)
    {
        Assert.False(IsAuthentic(new() { ["X-Omni-Webhook-Token"] = token }, new() { ["token"] = token }, token));
        Assert.False(IsAuthentic(new() { ["Authorization"] = $"Bearer {Sign(token, Hs256, Expiring(60))}" }, [], token));
    }

    [Fact]
    public void Nothing_proves_nothing_unless_nothing_is_asked()
    {
        Assert.False(IsAuthentic([], [], Token));
        Assert.True(IsAuthentic([], [], Token, requiresProof: false));
    }

    [Fact]
    public void A_token_that_Evolution_signed_proves_until_it_expires()
    {
        var authorization = Recording.Load("300-create-business").Emitted[0].Headers["authorization"];
        var headers = new Dictionary<string, string> { ["Authorization"] = authorization };
        var expiry = DateTimeOffset.FromUnixTimeSeconds(1795187377);

        Assert.True(IsAuthentic(headers, [], "super-secret", now: expiry.AddMinutes(-5)));
        Assert.True(IsAuthentic(headers, [], "super-secret", now: expiry.AddSeconds(-1)));
        Assert.False(IsAuthentic(headers, [], "super-secret", now: expiry));
        Assert.False(IsAuthentic(headers, [], "super-secret", now: expiry.AddMinutes(5)));
        Assert.False(IsAuthentic(headers, [], "another-secret", now: expiry.AddMinutes(-5)));
    }

    [Fact]
    public void A_signed_token_must_be_HS256_and_must_expire()
    {
        Assert.True(ProveBearer(Sign(Token, Hs256, Expiring(60))));
        Assert.False(ProveBearer(Sign(Token, """{"alg":"none"}""", Expiring(60))));
        Assert.False(ProveBearer(Sign(Token, """{"alg":"RS256"}""", Expiring(60))));
        Assert.False(ProveBearer(Sign(Token, "{}", Expiring(60))));
        Assert.False(ProveBearer(Sign(Token, "[]", Expiring(60))));
        Assert.False(ProveBearer(Sign(Token, Hs256, """{"iat":1795186777}""")));
        Assert.False(ProveBearer(Sign(Token, Hs256, """{"exp":"9999999999"}""")));
        Assert.False(ProveBearer(Sign(Token, Hs256, """{"exp":null}""")));
        Assert.False(ProveBearer(Sign(Token, Hs256, Expiring(-3600))));
        Assert.False(ProveBearer(Sign(Token, Hs256, "not json")));
        Assert.False(ProveBearer(Sign("other", Hs256, Expiring(60))));
    }

    [Fact]
    public void A_changed_or_broken_token_proves_nothing()
    {
        var parts = Sign(Token, Hs256, Expiring(-3600)).Split('.');

        Assert.False(ProveBearer($"{parts[0]}.{Encode(Expiring(60))}.{parts[2]}"));
        Assert.False(ProveBearer($"{Encode("""{"alg":"none"}""")}.{Encode(Expiring(60))}."));
        Assert.False(ProveBearer(".."));
        Assert.False(ProveBearer("a.b.c"));
        Assert.False(ProveBearer("é.ü.!"));
    }

    private static bool Prove(string header, string value) => IsAuthentic(new() { [header] = value }, [], Token);

    private static bool ProveBearer(string token) => Prove("Authorization", $"Bearer {token}");

    private static bool IsAuthentic(
        Dictionary<string, string> headers, Dictionary<string, string> query, string token, bool requiresProof = true, DateTimeOffset? now = null)
    {
        var request = new WebhookRequest(
            "{}"u8.ToArray(),
            new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase),
            new Dictionary<string, string>(query, StringComparer.OrdinalIgnoreCase),
            null);
        var connection = new ChannelConnection
        {
            InstanceId = Guid.NewGuid(),
            InstanceName = "wa1",
            RequiresProof = requiresProof,
            WebhookToken = token,
        };
        return new WhatsAppChannel(new LoopbackClients(), NullLogger<WhatsAppChannel>.Instance).IsAuthentic(request, connection, now ?? Now);
    }

    private static string Expiring(int seconds) => $$"""{"exp":{{Now.ToUnixTimeSeconds() + seconds}}}""";

    private static string Sign(string secret, string header, string payload)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
