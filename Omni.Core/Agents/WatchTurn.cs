// Stops asking an agent as soon as nobody needs its answer any more: a person was quicker, or the customer wrote more.
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

internal sealed partial class WatchTurn(IDbContextFactory<OmniDbContext> databases, LiveFeed feed, TenantContext tenant, TimeProvider clock, ILogger<WatchTurn> logger)
{
    // The feed is quick, and may lose something; looking costs one small query.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Watches until <paramref name="ended"/>. It only saves time and money: what counts is looked at again when the answer is stored.</summary>
    public async Task RunAsync(Turn turn, CancellationTokenSource stopping, CancellationToken ended)
    {
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = feed.Subscribe(tenant.Required, change =>
        {
            if (change.Kind is FeedKind.Everything || (change.Kind is FeedKind.Conversation && change.SubjectId == turn.ConversationId))
            {
                news.Writer.TryWrite(true);
            }
        });

        // What came between finding the turn and listening has been told to nobody.
        news.Writer.TryWrite(true);

        try
        {
            while (!await IsOverAsync(news.Reader, turn, ended))
            {
                await Task.Delay(Pause, ended);
            }

            await stopping.CancelAsync();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The agent has answered.
        }
    }

    private async Task<bool> IsOverAsync(ChannelReader<bool> news, Turn turn, CancellationToken ended)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ended);
        timeout.CancelAfter(Look);

        try
        {
            await news.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            // Nobody said anything for a while: look all the same.
        }

        try
        {
            // Not broken off when the answer comes: a look is short, and what went wrong with it then would take the answer along.
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            return await db.StateOfAsync(turn, clock.GetUtcNow(), CancellationToken.None) is not TurnState.Open;
        }
        catch (Exception exception)
        {
            // The turn goes on; the next look is near.
            LogNotLooked(exception, turn.Id);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "It could not be looked whether turn {TurnId} is still wanted")]
    private partial void LogNotLooked(Exception exception, Guid turnId);
}
