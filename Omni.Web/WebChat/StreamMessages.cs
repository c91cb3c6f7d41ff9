// Tells a visitor's page what is new, as server-sent events, until the page goes.
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Omni.Core.Feed;
using Omni.Core.Messages.Visitors;

namespace Omni.Web.WebChat;

internal static class StreamMessages
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Then the page comes again, and with it the look whether the chat is still open.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The newest fifty messages, or those after <c>Last-Event-ID</c>; then every new or changed one.</summary>
    public static async Task<IResult> RunAsync(
        HttpContext http, VisitorCookie cookies, OpenStreams streams, LiveFeed feed, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var visitor = cookies.Enter(http);
        using var place = streams.Take(visitor, ChatLimits.AddressOf(http));

        if (place is null)
        {
            return ChatLimits.Refuse(http, Heartbeat, "This chat is open too often.");
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        ending.CancelAfter(Longest);
        var reader = new VisitorReader(http, visitor, VisitorCursor.Parse(LastEventId(http)));

        // A change may still be told when the request is over and its context with it.
        var door = http.Chat.Door;

        // Subscribe first, read second.
        using var subscription = feed.Subscribe(door.Tenant, change => Hear(change, door.InstanceId, reader, place));

        try
        {
            var first = await reader.ReadAsync(ending.Token);
            Begin(http);
            await WriteAsync(http, "retry: 1000\n\n", first, ending.Token);

            while (true)
            {
                var isWoken = await place.SleepAsync(Heartbeat, reader.IsStranger, ending.Token);

                if (place.IsOver)
                {
                    break;
                }

                // Also when nobody woke us: memory is never the truth.
                var fresh = await reader.ReadAsync(ending.Token);

                if (fresh.Count > 0 || !isWoken)
                {
                    await WriteAsync(http, isWoken ? "" : ":\n\n", fresh, ending.Token);
                }
            }
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            // The page went, or Omni stops, or an hour is over: whoever is still there comes again.
        }
        catch (Exception exception) when (http.Response.HasStarted && ChatDoor.IsDatabaseAway(exception))
        {
            // The page comes again, and hears then what is the matter.
        }

        return TypedResults.Empty;
    }

    private static string? LastEventId(HttpContext http)
        => http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : http.Request.Query["after"].ToString();

    private static void Hear(FeedEvent change, Guid instanceId, VisitorReader reader, StreamPlace place)
    {
        switch (change.Kind)
        {
            case FeedKind.Instance when change.SubjectId == instanceId:
                place.End();
                break;
            case FeedKind.Everything:
            case FeedKind.Conversation when reader.MayConcern(change.SubjectId):
                place.Wake();
                break;
        }
    }

    private static void Begin(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache, no-store, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private static async Task WriteAsync(HttpContext http, string before, IReadOnlyList<(ChatEvent Event, VisitorCursor Cursor)> events, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(before);

        foreach (var (message, cursor) in events)
        {
            // JSON has no line breaks of its own, so one data line is enough.
            text.Append("id: ").Append(cursor).Append("\ndata: ").Append(message.ToJson()).Append("\n\n");
        }

        await http.Response.WriteAsync(text.ToString(), cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
