// The database goes and comes back under an open chat.
using System.Net;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class ChatOutageTests
{
    [Fact]
    public async Task Without_a_database_nothing_is_taken_and_afterwards_everything_goes_on()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var app = OmniApp.On(postgres.ConnectionString);
        await app.InitializeAsync();
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        await using var stream = await visitor.ListenAsync();
        await visitor.WriteAsync("before");
        await stream.NextTextsAsync(2);

        // Now, because the open stream may hear the rest before the second one begins.
        var heard = stream.LastEventId;

        await postgres.StopAsync();
        using (var refused = await visitor.PostAsync("during", "c1"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await postgres.StartAgainAsync();
        await Eventually.ReadAsync(
            async () =>
            {
                using var taken = await visitor.PostAsync("during", "c1");
                return taken.StatusCode;
            },
            status => status is HttpStatusCode.Accepted);

        await using var back = await visitor.ListenAsync(heard);
        Assert.Equal(["during", "[Echo from webchat] during"], await back.NextTextsAsync(2));
    }
}
