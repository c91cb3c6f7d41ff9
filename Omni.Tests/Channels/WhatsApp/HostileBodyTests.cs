using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Omni.Core.Channels;
using Omni.Core.Channels.WhatsApp;
using Omni.Tests.Support;
using static Omni.Tests.Channels.WhatsApp.Webhooks;

namespace Omni.Tests.Channels.WhatsApp;

public sealed class HostileBodyTests
{
    private const string Half = "HALF-A-SURROGATE";

    private static readonly string[] Hostile =
    [
        "null", "true", "[]", "{}", "[[[[]]]]", "1e308", "-1", "123456789012345678901234567890", "\"\"", "\"x\"", "\"@\"", $"\"{Half}\"",
        """{"low":"x","high":[]}""", """{"message":{"message":7}}""", """[null,1,"a",{"key":null}]""",
    ];

    public static TheoryData<string> Recordings => [.. Recording.Names];

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"key\":")]
    [InlineData("{} {}")]
    public void What_is_not_JSON_is_said_to_be_none(string body) => Assert.ThrowsAny<JsonException>(() => Read(body));

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"event":7,"data":true}""")]
    [InlineData("""{"event":"messages.upsert","data":"not base64!"}""")]
    [InlineData("""{"event":"messages.upsert","data":"bm90IGpzb24="}""")]
    [InlineData("""{"event":"messages.upsert"}""")]
    [InlineData("""{"event":"connection.update","data":{"state":["open"]}}""")]
    public void Well_formed_nonsense_gives_nothing(string body) => Assert.Empty(Read(body));

    [Fact]
    public void Deep_nesting_gives_nothing_and_harms_nothing()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"ephemeralMessage\":{\"message\":", 400)) + "1" + new string('}', 800);

        Assert.Single(Read($$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{{deep}}}"""));
    }

    [Theory]
    [InlineData(40, "", 1)]
    [InlineData(20, "\nTEL:+1", 500)]
    [InlineData(30_000, ":1", 1)]
    public void A_card_takes_no_longer_for_what_its_telephones_say_of_themselves(int parameters, string end, int lines)
    {
        var card = string.Join('\n', Enumerable.Repeat("TEL" + string.Concat(Enumerable.Repeat(";waid=1", parameters)) + end, lines).Append("FN:Ana"));
        var watch = Stopwatch.StartNew();

        var message = ReadItem($$$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"contactMessage":{"displayName":"Ana","vcard":{{{JsonSerializer.Serialize(card)}}}}} }""");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal("Ana", Assert.Single(message.Details?.Cards!).FullName);
    }

    [Fact]
    public void An_item_that_cannot_be_read_is_skipped_and_told_of()
    {
        using var log = new LogCollector();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        var channel = new WhatsAppChannel(new LoopbackClients(), loggers.CreateLogger<WhatsAppChannel>());

        var events = channel.ReadEach([.. JsonElement.Parse("[1,2,3]").EnumerateArray()], item => item.GetInt32() == 2 ? throw new InvalidOperationException("two") : ReadMessages.Live(Item(item), null, Now));

        Assert.Equal(["1", "3"], events.OfType<MessageReceived>().Select(e => e.ProviderMessageId));
        Assert.StartsWith("Error Omni.Core.Channels.WhatsApp.WhatsAppChannel: An item of a webhook could not be read", Assert.Single(log.Lines));

        static JsonElement Item(JsonElement id) => JsonElement.Parse($$$"""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"{{{id}}}"},"message":{"conversation":"Oi"}}""");
    }

    [Fact]
    public void Broken_text_is_mended()
    {
        var body = """{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"pushName":"Ana \ud83d","message":{"conversation":"a\u0000b \ud83d\ude00 \\ud83d"}}""";
        var message = ReadItem(body);

        Assert.Equal("Ana \uFFFD", message.SenderName);
        Assert.Equal("ab \U0001F600 \\ud83d", message.Text);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_mended()
    {
        var body = Encoding.Latin1.GetBytes("""{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"conversation":"Olá"}}""");

        Assert.Equal("Ol\uFFFD", Assert.IsType<MessageReceived>(Assert.Single(Read(body))).Text);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Any_change_of_shape_is_survived(string recording)
    {
        var random = new Random(4711);
        foreach (var webhook in Recording.Load(recording).Emitted)
        {
            for (var round = 0; round < 150; round++)
            {
                var body = JsonNode.Parse(webhook.Body)!;
                for (var change = random.Next(1, 4); change > 0; change--)
                {
                    Mutate(body, random);
                }

                Survives(Encoding.UTF8.GetBytes(body.ToJsonString().Replace(Half, "\\ud83d", StringComparison.Ordinal)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Any_change_of_bytes_is_survived_or_said_to_be_no_JSON(string recording)
    {
        var random = new Random(1147);
        foreach (var webhook in Recording.Load(recording).Emitted)
        {
            for (var round = 0; round < 150; round++)
            {
                var body = webhook.Body;
                for (var change = random.Next(1, 4); change > 0; change--)
                {
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                }

                try
                {
                    Survives(random.Next(4) == 0 ? body[..random.Next(body.Length)] : body);
                }
                catch (JsonException)
                {
                    // As promised.
                }
            }
        }
    }

    private static void Survives(byte[] body) => Assert.All(Read(body).OfType<MessageReceived>(), message =>
    {
        Assert.NotEmpty(message.Addresses);
        Assert.NotEmpty(message.ReplyAddress);
        Assert.NotEmpty(message.ProviderMessageId);
    });

    private static void Mutate(JsonNode root, Random random)
    {
        var places = Walk(root).ToList();
        if (places.Count == 0)
        {
            return;
        }

        var (parent, name, index) = places[random.Next(places.Count)];
        var value = JsonNode.Parse(Hostile[random.Next(Hostile.Length)]);
        switch (parent)
        {
            case JsonObject holder when random.Next(4) == 0:
                holder.Remove(name!);
                break;
            case JsonObject holder when random.Next(4) == 0 && holder[name!] is { } old:
                holder[name!] = new JsonArray(old.DeepClone(), value);
                break;
            case JsonObject holder:
                holder[name!] = value;
                break;
            case JsonArray list:
                list[index] = value;
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Walk(JsonNode? node) => node switch
    {
        JsonObject holder => holder.SelectMany(part => Walk(part.Value).Prepend((holder, part.Key, 0))),
        JsonArray list => list.SelectMany((part, index) => Walk(part).Prepend((list, null, index))),
        _ => [],
    };
}
