// What all kinds share: statuses, time, size, the outbound rule, redirects, and keys that go nowhere but into a header.
using System.Net;
using Microsoft.AspNetCore.Http;
using Omni.Core.Agents;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AgentWireTests : IAsyncDisposable
{
    private static readonly AgentKind[] Kinds = [AgentKind.Automagik, AgentKind.Hive, AgentKind.OpenAi];
    private readonly AgentWire _wire = new();

    public static TheoryData<AgentKind, bool> Ways => [.. Kinds.SelectMany(kind => (bool[])[false, true], (kind, streams) => new TheoryDataRow<AgentKind, bool>(kind, streams))];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Statuses_say_whether_asking_again_may_help(AgentKind kind, bool streams)
    {
        var status = 0;
        await using var server = await FakeServer.StartAsync((http, cancellationToken) => FakeServer.WriteAsync(http.Response, status, new { detail = $"You sent {AgentWire.Key}" }, cancellationToken));

        foreach (var (given, mayRepeat, word) in ((int, bool, string)[])
            [(429, true, "too often"), (500, true, "500"), (503, true, "503"), (400, false, "400"), (401, false, "refused the key"), (403, false, "refused the key"), (404, false, "no such"), (422, false, "422")])
        {
            status = given;
            var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, server.Url, streams));

            Assert.Equal((given, mayRepeat), (failed.StatusCode, failed.MayRepeat));
            Assert.Contains(word, failed.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(AgentWire.Key, $"{failed.Reason} {failed.RequestPayload} {failed.ResponsePayload} {failed.RequestLine}");
            Assert.Contains("You sent ••••", failed.ResponsePayload);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Whoever_says_nothing_in_time_may_be_asked_again(AgentKind kind, bool streams)
    {
        await using var server = await FakeServer.StartAsync((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));

        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, server.Url, streams, timeout: TimeSpan.FromMilliseconds(400)));

        Assert.True(failed.MayRepeat);
        Assert.Contains("did not answer within", failed.Reason);
        Assert.NotNull(failed.RequestPayload);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Whoever_falls_silent_in_the_middle_is_given_up_in_time(AgentKind kind, bool streams)
    {
        await using var server = await FakeServer.StartAsync(async (http, cancellationToken) =>
        {
            http.Response.ContentType = streams ? "text/event-stream" : "application/json";
            await http.Response.WriteAsync(streams ? "data: {\"event\"" : "{\"message\":", cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });

        AgentAnswer.Failed failed;
        var tries = 0;

        do
        {
            // A busy machine may need more than a second until the first headers are there.
            failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, server.Url, streams, timeout: TimeSpan.FromSeconds(1)));
        }
        while (failed.StatusCode is null && ++tries < 10);

        Assert.Contains("did not answer within", failed.Reason);
        Assert.Equal(200, failed.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nobody_there_may_be_asked_again(AgentKind kind, bool streams)
    {
        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, "http://127.0.0.1:1", streams));

        Assert.True(failed.MayRepeat);
        Assert.Contains("could not be reached", failed.Reason);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_address_that_cannot_be_used_fails_like_nobody_there(AgentKind kind, bool streams)
    {
        foreach (var address in (string[])["http://\u200b.com", "http://\u202e.com/agents"])
        {
            var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, address, streams));

            Assert.False(failed.MayRepeat);
            Assert.Contains("address cannot be used", failed.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_answer_that_is_not_packed_as_it_says_cannot_be_read(AgentKind kind, bool streams)
    {
        foreach (var (encoding, status) in (List<(string, int)>)[("gzip", 200), ("deflate", 200), ("gzip", 500)])
        {
            await using var server = await FakeServer.StartAsync((http, cancellationToken) =>
            {
                http.Response.Headers.ContentEncoding = encoding;
                return FakeServer.WriteAsync(http.Response, status, new { message = "Hello" }, cancellationToken);
            });

            Assert.NotEmpty(Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, server.Url, streams)).Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_endless_answer_is_given_up(AgentKind kind, bool streams)
    {
        await using var server = await FakeServer.StartAsync(async (http, cancellationToken) =>
        {
            http.Response.ContentType = "application/json";
            var megabyte = new byte[1024 * 1024];
            Array.Fill(megabyte, (byte)' ');

            while (!cancellationToken.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(megabyte, cancellationToken);
            }
        });

        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, server.Url, streams));

        Assert.Equal(("The agent's answer is too long to be read.", false), (failed.Reason, failed.MayRepeat));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_private_address_is_refused_however_it_is_written_unless_the_operator_allowed_it(AgentKind kind, bool streams)
    {
        var asked = 0;
        await using var server = await FakeServer.StartAsync((http, cancellationToken) =>
        {
            Interlocked.Increment(ref asked);
            return FakeServer.WriteAsync(http.Response, 200, new { message = "secret" }, cancellationToken);
        });
        var port = new Uri(server.Url).Port;
        await using var closed = new AgentWire(allowed: "");

        foreach (var host in (string[])["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "１２７.0.0.1", "ⓛocalhost"])
        {
            var failed = Assert.IsType<AgentAnswer.Failed>(await closed.AskAsync(kind, $"http://{host}:{port}", streams));

            Assert.False(failed.MayRepeat);
            Assert.Contains("Omni:Outbound:AllowedPrivateHosts", failed.Reason);
            Assert.Null(failed.ResponsePayload);
        }

        Assert.Equal(0, asked);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_service_that_is_not_there_is_told_in_plain_words(AgentKind kind, bool streams)
    {
        using var closed = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var wire = new AgentWire();

        var failed = Assert.IsType<AgentAnswer.Failed>(await wire.AskAsync(kind, $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndPoint!).Port}", streams));

        Assert.True(failed.MayRepeat);
        Assert.Equal("The agent could not be reached: nothing answers at its address.", failed.Reason);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_name_that_turns_to_a_private_address_between_two_questions_is_refused(AgentKind kind, bool streams)
    {
        var asked = 0;
        await using var server = await FakeServer.StartAsync((http, cancellationToken) =>
        {
            asked++;
            http.Response.Headers.Connection = "close";
            return FakeServer.WriteAsync(http.Response, 500, new { }, cancellationToken);
        });
        var resolved = 0;
        await using var wire = new AgentWire("127.0.0.1", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(resolved++ == 0 ? "127.0.0.1" : "127.0.0.2")]));
        var url = $"http://agent.example:{new Uri(server.Url).Port}";

        Assert.Equal(500, (await wire.AskAsync(kind, url, streams)).StatusCode);
        Assert.Contains("Omni:Outbound:AllowedPrivateHosts", Assert.IsType<AgentAnswer.Failed>(await wire.AskAsync(kind, url, streams)).Reason);
        Assert.Equal((1, 2), (asked, resolved));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_redirect_is_not_followed_so_that_nobody_is_led_to_a_private_address(AgentKind kind, bool streams)
    {
        var reached = 0;
        await using var inner = await FakeServer.StartAsync((_, _) =>
        {
            Interlocked.Increment(ref reached);
            return Task.CompletedTask;
        });

        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            await using var outer = await FakeServer.StartAsync((http, _) =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.Location = inner.Url;
                return Task.CompletedTask;
            });
            var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(kind, outer.Url, streams));

            Assert.Equal((status, false), (failed.StatusCode, failed.MayRepeat));
            Assert.Contains("does not follow", failed.Reason);
        }

        Assert.Equal(0, reached);
    }

    [Fact]
    public async Task A_question_to_Automagik_has_the_shape_of_the_contract()
    {
        await using var agent = await FakeAgent.StartAsync();
        var question = AgentWire.Question("Hello") with { PhoneNumber = "+1234567890", UserName = "John", Media = [new("image/jpeg", "https://files.example/a.jpg", "caption")] };

        await _wire.AskAsync(AgentKind.Automagik, agent.Url, question: question);

        var call = Assert.Single(agent.Calls);
        Assert.Equal(("POST", "/api/agent/chat", $"Bearer {AgentWire.Key}", AgentWire.Key), (call.Method, call.Path, call.Authorization, call.ApiKey));
        Assert.Equal(
            """{"user_id":"84d749e3-7f62-58f3-ae22-6d05413aca22","session_id":"SESSION","session_name":"customer-a_1234567890","message":"Hello","message_type":"text","session_origin":"whatsapp","agent_id":"sales","user":{"phone_number":"+1234567890","email":null,"user_data":{"name":"John"}},"media_contents":[{"mime_type":"image/jpeg","media_url":"https://files.example/a.jpg","alt_text":"caption"}],"context":{"instance":"customer-a","channel":"whatsapp","tenant":"acme","conversation_id":"00000000-0000-0000-0000-000000000000","contact_id":"00000000-0000-0000-0000-000000000000","lead_id":null,"context_token":"token-of-the-turn"}}""",
            call.Text.Replace(NameUuid.Of("customer-a_1234567890").ToString(), "SESSION", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();
}
