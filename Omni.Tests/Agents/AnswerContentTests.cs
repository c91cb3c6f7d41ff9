// Files and places that agents answer with, on their way to the customer; and answers that grow in the thread, from services that really stream.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AnswerContentTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task Files_and_a_place_leave_after_the_text_and_a_bad_one_is_noted_in_the_trace()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Answer = _ => new
        {
            message = "Here we are.",
            attachments = new object[]
            {
                new { type = "image", base64 = "AAEC", mime_type = "image/png", caption = "The door" },
                new { type = "document", base64 = "not base64!" },
                new { type = "document", url = "https://files.example/menu.pdf" },
            },
            location = new { latitude = 52.5, longitude = 13.4, name = "Shop", address = "Main street 1" },
        };

        (await acme.ReceiveAsync("ASK", Customer, "Where are you?")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m.Count == 5 && m.Skip(1).All(x => x.Status is MessageStatus.Sent));
        Assert.Equal(
            [(MessageKind.Text, "Here we are."), (MessageKind.Image, "The door"), (MessageKind.Document, null), (MessageKind.Location, null)],
            messages.Skip(1).Select(m => (m.Kind, m.Text)));
        Assert.All(messages.Skip(1), m => Assert.Equal(MessageSource.Bot, m.Source));
        Assert.Equal(["sendText", "sendMedia", "sendMedia", "sendLocation"], acme.Gateway.Sends.Select(s => s.Kind));
        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null, t => $"{t.Status}");
        Assert.Equal(TraceStatus.Completed, trace.Status);
        var payloads = await acme.ReadAsync(db => db.TracePayloads.ToListAsync());
        Assert.Contains(payloads, p => p.Payload.Contains("was not sent", StringComparison.Ordinal) && p.Payload.Contains("base64", StringComparison.Ordinal));
        Assert.DoesNotContain(payloads, p => p.Payload.Contains("AAEC", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_of_files_alone_leaves_too()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Answer = _ => new { attachments = new[] { new { type = "image", url = "https://files.example/a.png" } } };

        (await acme.ReceiveAsync("ASK", Customer, "A picture please")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Equal(MessageKind.Image, messages[1].Kind);
    }

    [Theory]
    [InlineData(AgentKind.Hive)]
    [InlineData(AgentKind.OpenAi)]
    public async Task Of_an_answer_that_grows_whole_paragraphs_leave_before_its_end(AgentKind kind)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FakeServer.StartAsync(async (http, cancellationToken) =>
        {
            await SayAsync("First paragraph, which is whole.\n\nSecond ");
            await end.Task.WaitAsync(cancellationToken);
            await SayAsync("paragraph.");
            await (kind is AgentKind.Hive
                ? FakeEvents.SendAsync(http.Response, "RunCompleted", new { content = "First paragraph, which is whole.\n\nSecond paragraph." }, cancellationToken)
                : FakeEvents.SendAsync(http.Response, null, FakeOpenAi.Chunk(new { }, "stop"), cancellationToken));

            Task SayAsync(string piece) => FakeEvents.SendAsync(
                http.Response, kind is AgentKind.Hive ? "RunResponseContent" : null, kind is AgentKind.Hive ? new { content = piece } : FakeOpenAi.Chunk(new { content = piece }), cancellationToken);
        });
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a
            .SetProperty(x => x.Kind, kind).SetProperty(x => x.Url, server.Url).SetProperty(x => x.Streams, true).SetProperty(x => x.Model, "test-model").SetProperty(x => x.TimeoutSeconds, 60)));

        (await acme.ReceiveAsync("ASK", Customer, "Tell me")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Text: "First paragraph, which is whole.", Status: MessageStatus.Sent }]);
        end.SetResult();

        await acme.WaitForMessagesAsync(m => m is [_, _, { Text: "Second paragraph.", Status: MessageStatus.Sent }]);
        Assert.Equal(["First paragraph, which is whole.", "Second paragraph."], acme.Gateway.Sends.Select(s => s.Text));
    }
}
