// The fakes are only worth what they share with the real thing: these compare them with recordings, and try every knob once.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Omni.Tests.Support;

public sealed class FakesTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_sent_text_is_answered_in_the_recorded_shape()
    {
        await using var evolution = await FakeEvolution.StartAsync();
        var recording = Recorded("692-sendText-for-acks");

        var response = await SendAsync(evolution, recording.GetProperty("request").GetProperty("body"));

        var body = await JsonAsync(response);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(Shape(recording.GetProperty("response").GetProperty("body")), Shape(body));
        Assert.Equal("5511988887777@s.whatsapp.net", body.GetProperty("key").GetProperty("remoteJid").GetString());
        Assert.Matches("^3EB0[0-9A-F]{18}$", body.GetProperty("key").GetProperty("id").GetString());
        Assert.Equal(evolution.Accepted.Single().MessageId, body.GetProperty("key").GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_refused_number_and_a_wrong_key_are_answered_as_recorded()
    {
        await using var evolution = await FakeEvolution.StartAsync();
        var recording = Recorded("661-sendText-not-on-whatsapp");
        evolution.Mode = FakeEvolutionMode.NotOnWhatsApp;

        var refused = await SendAsync(evolution, recording.GetProperty("request").GetProperty("body"));
        var wrong = await SendAsync(evolution, new { number = "5511988887777", text = "x" }, key: "nope");

        AssertAnswer(recording, await JsonAsync(refused), refused);
        AssertAnswer(Recorded("002-no-apikey"), await JsonAsync(wrong), wrong);
        Assert.Empty(evolution.Accepted);
        Assert.Equal(2, evolution.Sends.Count);
    }

    [Fact]
    public async Task Lost_answers_are_messages_all_the_same_and_hung_ones_are_not()
    {
        var evolution = await FakeEvolution.StartAsync();
        evolution.Override = call => call.Text == "lost" ? FakeEvolutionMode.LoseAnswer : call.Text == "hung" ? FakeEvolutionMode.Hang : null;

        // The first one opens the connection: a client may try again by itself on one that it uses again.
        await SendAsync(evolution, new { number = "1", text = "answered" });
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(evolution, new { number = "1", text = "lost" }));
        var hung = SendAsync(evolution, new { number = "1", text = "hung" });
        await evolution.WaitForSendsAsync(3);

        Assert.Equal(["answered", "lost", "hung"], evolution.Sends.Select(call => call.Text));
        Assert.Equal(["answered", "lost"], evolution.Accepted.Select(call => call.Text));
        await evolution.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => hung);
    }

    [Fact]
    public async Task Too_many_requests_say_when_to_come_back_and_a_wait_that_is_too_short_says_what_came()
    {
        await using var evolution = await FakeEvolution.StartAsync();
        evolution.Mode = FakeEvolutionMode.TooManyRequests;
        evolution.RetryAfter = TimeSpan.FromSeconds(3);

        var response = await SendAsync(evolution, new { number = "1", text = "x" });

        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => evolution.WaitForSendsAsync(2, TimeSpan.FromMilliseconds(50)));
        Assert.Contains("1 came", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_is_created_connected_and_told_of_its_messages()
    {
        await using var evolution = await FakeEvolution.StartAsync();
        await using var listener = await FakeAgent.StartAsync();
        var webhook = new { enabled = true, base64 = true, url = $"{listener.Url}/hook", headers = new Dictionary<string, string> { ["X-Omni-Webhook-Token"] = "secret" } };

        var created = await PostAsync(evolution, "/instance/create", new { instanceName = "wa1", integration = "WHATSAPP-BAILEYS", qrcode = true, webhook });
        var recording = Recorded("v236-600-create-with-qrcode-true").GetProperty("response").GetProperty("body").GetRawText().Replace("x-tenant", "X-Omni-Webhook-Token", StringComparison.Ordinal);
        Assert.Equal(Shape(JsonSerializer.Deserialize<JsonElement>(recording)), Shape(await JsonAsync(created)));
        var again = await PostAsync(evolution, "/instance/create", new { instanceName = "wa1", integration = "WHATSAPP-BAILEYS" });
        var early = await SendAsync(evolution, new { number = "1", text = "x" });
        evolution.SetState("wa1", "open");
        evolution.Echo = evolution.WebhookOf("wa1");
        var sent = await SendAsync(evolution, new { number = "1", text = "x" });

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError, HttpStatusCode.Created], new[] { created, again, early, sent }.Select(answer => answer.StatusCode));
        var echo = Assert.Single(await listener.WaitForCallsAsync(1));
        Assert.Equal("secret", echo.Headers["X-Omni-Webhook-Token"]);
        Assert.Equal("send.message", echo.Body.GetProperty("event").GetString());
        Assert.Equal((await JsonAsync(sent)).GetRawText(), echo.Body.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task An_agent_answers_fails_and_hangs_as_it_is_told()
    {
        await using var agent = await FakeAgent.StartAsync();
        async Task<(HttpStatusCode Status, string Text)> AskAsync(FakeAgentMode mode)
        {
            agent.Mode = mode;
            using var response = await Http.PostAsJsonAsync($"{agent.Url}/api/agent/chat", new { message = "Olá" }, TestContext.Current.CancellationToken);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal((HttpStatusCode.OK, """{"message":"Answer to: Olá","success":true}"""), await AskAsync(FakeAgentMode.Answer));
        Assert.Equal(HttpStatusCode.InternalServerError, (await AskAsync(FakeAgentMode.Error500)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(FakeAgentMode.TooManyRequests)).Status);
        Assert.StartsWith("<!doctype html>", (await AskAsync(FakeAgentMode.Nonsense)).Text, StringComparison.Ordinal);
        Assert.Equal("""{"message":"","success":true}""", (await AskAsync(FakeAgentMode.Empty)).Text);

        agent.Answer = _ => new { data = new { text = "later" } };
        var hung = AskAsync(FakeAgentMode.Hang);
        await agent.WaitForCallsAsync(6);
        Assert.False(hung.IsCompleted);
        agent.Release();
        Assert.Equal("""{"data":{"text":"later"}}""", (await hung).Text);
    }

    [Fact]
    public void A_clock_jumps_stands_and_runs_on()
    {
        var clock = new TestClock();
        var newYear = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        clock.Freeze(newYear);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(newYear.AddHours(1), clock.GetUtcNow());
        clock.Run();
        clock.Advance(TimeSpan.FromDays(1));
        Assert.InRange(clock.GetUtcNow(), newYear.AddDays(1).AddHours(1), newYear.AddDays(1).AddHours(2));
    }

    private static Task<HttpResponseMessage> SendAsync(FakeEvolution evolution, object body, string? key = null) => PostAsync(evolution, "/message/sendText/wa1", body, key);

    private static async Task<HttpResponseMessage> PostAsync(FakeEvolution evolution, string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, evolution.Url + path) { Content = JsonContent.Create(body), Headers = { { "apikey", key ?? evolution.Key } } };
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    private static JsonElement Recorded(string name) =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recordings", "evolution", $"{name}.json")));

    private static void AssertAnswer(JsonElement recording, JsonElement body, HttpResponseMessage response)
    {
        var expected = recording.GetProperty("response");
        Assert.Equal(expected.GetProperty("status").GetInt32(), (int)response.StatusCode);
        Assert.Equal(expected.GetProperty("headers").GetProperty("Content-Type").GetString(), response.Content.Headers.ContentType?.ToString());
        Assert.True(JsonElement.DeepEquals(expected.GetProperty("body"), body), body.GetRawText());
    }

    // Names and kinds in their order, without the values.
    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', element.EnumerateObject().Select(property => $"{property.Name}:{Shape(property.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', element.EnumerateArray().Select(Shape))}]",
        var kind => kind.ToString(),
    };
}
