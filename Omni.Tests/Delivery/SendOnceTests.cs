// Sends that end badly, or twice: what the customer got once is never sent again.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Channels;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery;

public sealed class SendOnceTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task A_send_whose_answer_was_lost_heals_by_the_gateways_echo()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Gateway.Mode = FakeEvolutionMode.LoseAnswer;
        acme.Gateway.Echo = new($"{app.BaseUrl}/webhook/evolution/{acme.InstanceName}", TestTenant.WebhookToken);

        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        var send = Assert.Single(acme.Gateway.Sends);
        Assert.Equal(send.MessageId, messages[1].ProviderMessageId);
        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.Status is TraceStatus.Completed, t => $"{t.Status}");
        Assert.Equal(((TraceStage?)null, true), (trace.ErrorStage, trace.ChannelSucceeded));
    }

    [Theory]
    [InlineData("unavailable")]
    [InlineData("refused")]
    [InlineData("lost")]
    public async Task What_its_echo_proved_sent_is_not_sent_again_whatever_the_gateway_answers_afterwards(string answer)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();
        var sent = (await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]))[1];
        SendResult late = answer switch
        {
            "unavailable" => new SendResult.Unavailable("The gateway failed (HTTP 500)."),
            "refused" => new SendResult.Refused("The gateway refused."),
            _ => new SendResult.Lost("No answer."),
        };

        await using (var scope = app.Enter(acme.Tenant))
        {
            await scope.ServiceProvider.GetRequiredService<RecordSend>().RunAsync(sent, late, default);
        }

        Assert.Equal(MessageStatus.Sent, (await acme.MessagesAsync())[1].Status);
        Assert.Equal(TraceStatus.Completed, await acme.ReadAsync(db => db.MessageTraces.Select(t => t.Status).SingleAsync()));
        Assert.Single(acme.Gateway.Sends);
    }
}
