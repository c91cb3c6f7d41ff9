using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Omni.Core.Channels;
using Omni.Core.Channels.WhatsApp;
using Omni.Tests.Support;

namespace Omni.Tests.Channels.WhatsApp;

public sealed class SendTextTests
{
    private const string Key = "canary-gateway-key";

    [Fact]
    public async Task A_text_goes_out_as_Evolution_wants_it_and_brings_its_id()
    {
        var recording = Recording.Load("692-sendText-for-acks");
        await using var gateway = await LoopbackGateway.StartAsync(recording.Status, recording.Response);

        var result = await SendAsync(gateway.Url, "+5511988887777", "acks");

        Assert.Equal("3EB0AE3322F0D0B12D6A47", Assert.IsType<SendResult.Sent>(result).ProviderMessageId);
        Assert.Equal(201, result.StatusCode);
        Assert.Equal("/message/sendText/wa1", gateway.Path);
        Assert.Equal(Key, gateway.Key);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(recording.Request.GetRawText()), JsonNode.Parse(gateway.Body!)), gateway.Body);
        Assert.Equal(gateway.Body, result.RequestPayload);
        Assert.Equal(recording.Response, result.ResponsePayload);
    }

    [Fact]
    public async Task A_quote_goes_out_as_it_was_recorded()
    {
        var recording = Recording.Load("662-sendText-quoted");
        await using var gateway = await LoopbackGateway.StartAsync(recording.Status, recording.Response);

        var result = await SendAsync(gateway.Url, "5511988887777@s.whatsapp.net", "citando", quoted: ("3AAA0000000000000002", "Oi, tudo bem?"));

        Assert.IsType<SendResult.Sent>(result);
        var quoted = JsonElement.Parse(gateway.Body!).GetProperty("quoted");
        Assert.Equal("3AAA0000000000000002", quoted.GetProperty("key").GetProperty("id").GetString());
        Assert.Equal("Oi, tudo bem?", quoted.GetProperty("message").GetProperty("conversation").GetString());
    }

    [Theory]
    [InlineData("+5511988887777", "5511988887777")]
    [InlineData("5511988887777:3@s.whatsapp.net", "5511988887777")]
    [InlineData("5511988887777@c.us", "5511988887777")]
    [InlineData("111111111111111@lid", "111111111111111@lid")]
    [InlineData("120363000000000001@g.us", "120363000000000001@g.us")]
    public async Task The_number_is_digits_for_phones_and_the_jid_for_others(string address, string number)
    {
        await using var gateway = await LoopbackGateway.StartAsync(201, """{"key":{"id":"A"}}""");

        await SendAsync(gateway.Url + "/", address);

        Assert.Equal(number, JsonElement.Parse(gateway.Body!).GetProperty("number").GetString());
    }

    [Theory]
    [InlineData("661-sendText-not-on-whatsapp", "This number is not on WhatsApp.")]
    [InlineData("668-sendText-empty", "The gateway refused the message (HTTP 400): Text is required")]
    [InlineData("812-sendText-baileys-throws", "The gateway refused the message (HTTP 400): Error: Timed Out")]
    [InlineData("341-biz-sendText-meta-400", "The gateway took the message, but WhatsApp refused it: (#131030) Recipient phone number not in allowed list")]
    [InlineData("342-biz-sendText-meta-401", "The gateway took the message, but WhatsApp refused it: Error validating access token: Session has expired")]
    public async Task A_recorded_refusal_is_told_in_words(string name, string reason)
    {
        var recording = Recording.Load(name);
        await using var gateway = await LoopbackGateway.StartAsync(recording.Status, recording.Response);

        var result = Assert.IsType<SendResult.Refused>(await SendAsync(gateway.Url));

        Assert.StartsWith(reason, result.Reason, StringComparison.Ordinal);
        Assert.Equal(recording.Status, result.StatusCode);
    }

    [Theory]
    [InlineData(401, """{"status":401,"error":"Unauthorized","response":{"message":"Unauthorized"}}""", "The gateway refused the key")]
    [InlineData(403, "", "The gateway refused the key")]
    [InlineData(404, """{"response":{"message":["The \"wa1\" instance does not exist"]}}""", "The gateway does not know this instance")]
    [InlineData(400, """{"response":{"message":[["instance requires property \"text\""]]}}""", "The gateway refused the message (HTTP 400): instance requires")]
    [InlineData(301, "", "The gateway address leads elsewhere")]
    public async Task A_refusal_is_final(int status, string body, string reason)
    {
        await using var gateway = await LoopbackGateway.StartAsync(status, body);

        Assert.StartsWith(reason, Assert.IsType<SendResult.Refused>(await SendAsync(gateway.Url)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_in_place_of_the_gateway_is_named()
    {
        await using var gateway = await LoopbackGateway.StartAsync(200, "<h1>Welcome</h1>", "text/html");

        Assert.StartsWith("A web page", Assert.IsType<SendResult.Refused>(await SendAsync(gateway.Url)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, """{"response":{"message":"Cannot read properties of undefined (reading 'onWhatsApp')"}}""", "The instance is not connected to WhatsApp.")]
    [InlineData(400, """{"response":{"message":["Error: Connection Closed"]}}""", "The instance is not connected to WhatsApp.")]
    [InlineData(500, "", "The gateway failed (HTTP 500).")]
    [InlineData(503, "busy", "The gateway failed (HTTP 503).")]
    public async Task A_failure_can_be_tried_again(int status, string body, string reason)
    {
        await using var gateway = await LoopbackGateway.StartAsync(status, body);

        Assert.Equal(reason, Assert.IsType<SendResult.Unavailable>(await SendAsync(gateway.Url)).Reason);
    }

    [Fact]
    public async Task A_send_while_connecting_can_be_tried_again()
    {
        var recording = Recording.Load("508-sendText-while-connecting");
        await using var gateway = await LoopbackGateway.StartAsync(recording.Status, recording.Response);

        Assert.IsType<SendResult.Unavailable>(await SendAsync(gateway.Url));
    }

    [Fact]
    public async Task A_gateway_that_asks_to_wait_is_waited_for()
    {
        await using var gateway = await LoopbackGateway.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "17";
            return Task.CompletedTask;
        });

        Assert.Equal(TimeSpan.FromSeconds(17), Assert.IsType<SendResult.Unavailable>(await SendAsync(gateway.Url)).RetryAfter);
    }

    [Fact]
    public async Task A_closed_port_is_unavailable()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var port = ((IPEndPoint)socket.LocalEndpoint).Port;
        socket.Stop();

        var result = Assert.IsType<SendResult.Unavailable>(await SendAsync($"http://127.0.0.1:{port}"));

        Assert.NotNull(result.RequestPayload);
        Assert.Null(result.ResponsePayload);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.Unknown)]
    public async Task What_was_stopped_before_it_left_is_unavailable(HttpRequestError error)
    {
        var clients = new LoopbackClients { Handler = new Refusing(new HttpRequestException(error, "no")) };

        Assert.IsType<SendResult.Unavailable>(await SendAsync("http://gateway.example", clients: clients));
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_lost()
    {
        await using var gateway = await LoopbackGateway.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        Assert.IsType<SendResult.Lost>(await SendAsync(gateway.Url, clients: new LoopbackClients { Timeout = TimeSpan.FromMilliseconds(300) }));
    }

    [Fact]
    public async Task An_answer_that_stops_half_way_is_lost()
    {
        await using var gateway = await LoopbackGateway.StartAsync(async context =>
        {
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync("{\"key\":", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        Assert.IsType<SendResult.Lost>(await SendAsync(gateway.Url, clients: new LoopbackClients { Timeout = TimeSpan.FromMilliseconds(300) }));
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_request_is_lost()
    {
        await using var gateway = await LoopbackGateway.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.IsType<SendResult.Lost>(await SendAsync(gateway.Url));
    }

    [Theory]
    [InlineData(504)]
    [InlineData(524)]
    public async Task A_proxy_that_gave_up_waiting_leaves_it_lost(int status)
    {
        await using var gateway = await LoopbackGateway.StartAsync(status, "");

        Assert.IsType<SendResult.Lost>(await SendAsync(gateway.Url));
    }

    [Fact]
    public async Task An_endless_answer_is_cut()
    {
        await using var gateway = await LoopbackGateway.StartAsync(200, "\"" + new string('x', 3_000_000) + "\"");

        var result = Assert.IsType<SendResult.Lost>(await SendAsync(gateway.Url));

        Assert.Equal(1024 * 1024, result.ResponsePayload!.Length);
    }

    [Fact]
    public async Task Words_that_are_too_long_are_cut_between_characters()
    {
        await using var gateway = await LoopbackGateway.StartAsync(400, $$"""{"message":"{{new string('a', 299)}}😀"}""");

        var result = Assert.IsType<SendResult.Refused>(await SendAsync(gateway.Url));

        Assert.EndsWith($": {new string('a', 299)}…", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_stays_out_of_everything_kept()
    {
        await using var gateway = await LoopbackGateway.StartAsync(400, $$$"""{"response":{"message":"bad key {{{Key}}}"}}""");

        var result = await SendAsync(gateway.Url);

        Assert.DoesNotContain(Key, result.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "+5511988887777", Key)]
    [InlineData("", "+5511988887777", Key)]
    [InlineData("ftp://gateway", "+5511988887777", Key)]
    [InlineData("gateway", "+5511988887777", Key)]
    [InlineData("http://\u202e.com", "+5511988887777", Key)]
    [InlineData("http://127.0.0.1:9", "status@broadcast", Key)]
    [InlineData("http://127.0.0.1:9", "nobody", Key)]
    [InlineData("http://127.0.0.1:9", "+5511988887777", "ключ\n")]
    public async Task What_cannot_be_sent_is_refused_before_anything_leaves(string? url, string address, string key)
    {
        var result = Assert.IsType<SendResult.Refused>(await SendAsync(url, address, key: key));

        Assert.NotEmpty(result.Reason);
        Assert.Null(result.RequestPayload);
    }

    [Fact]
    public async Task Our_own_cancellation_comes_out()
    {
        using var cancellation = new CancellationTokenSource();
        await using var gateway = await LoopbackGateway.StartAsync(async context =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(gateway.Url, cancellationToken: cancellation.Token));
    }

    private static Task<SendResult> SendAsync(
        string? url,
        string address = "+5511988887777",
        string text = "hello",
        (string Id, string Text)? quoted = null,
        string key = Key,
        LoopbackClients? clients = null,
        CancellationToken? cancellationToken = null) =>
        new WhatsAppChannel(clients ?? new LoopbackClients(), NullLogger<WhatsAppChannel>.Instance).SendAsync(
            new OutboundMessage(Guid.NewGuid(), address, text, quoted?.Id, quoted?.Text),
            new ChannelConnection
            {
                InstanceId = Guid.NewGuid(),
                InstanceName = "shop",
                RequiresProof = true,
                WebhookToken = "t",
                GatewayUrl = url,
                GatewayKey = key,
                GatewayInstance = "wa1",
            },
            cancellationToken ?? TestContext.Current.CancellationToken);

    private sealed class Refusing(Exception exception) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(exception);
    }
}
