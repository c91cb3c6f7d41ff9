// A visitor writes. The message is stored before the answer; no agent is waited for.
using System.Text.Json;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Intake;
using Omni.Core.Messages.Visitors;

namespace Omni.Web.WebChat;

internal static class PostMessage
{
    /// <summary>202 with the message, 200 when it stood already.</summary>
    public static async Task<IResult> RunAsync(
        HttpContext http, ChatLimits limits, VisitorCookie cookies, OpenStreams streams, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (limits.CheckAddress(http) is { } tooManyFromHere)
        {
            return tooManyFromHere;
        }

        var (post, refusal) = await ReadPost.RunAsync(http.Request, cancellationToken);

        if (post is null)
        {
            return refusal!;
        }

        var visitor = cookies.Enter(http);

        if (limits.CheckVisitor(http, visitor) is { } tooMany)
        {
            return tooMany;
        }

        var received = ToMessage(visitor, post, clock.GetUtcNow());
        var open = http.Chat.Open;
        await using var scope = http.EnterChat();
        var intake = scope.ServiceProvider.GetRequiredService<StoreInbound>();

        // Once begun, storing is finished even when the visitor goes: the page would only send the same again.
        var body = JsonSerializer.SerializeToUtf8Bytes(post, ChatJson.Default.CleanPost);
        var stored = await intake.RunAsync(open, [received], body, CancellationToken.None);
        streams.Wake(visitor);
        var message = await scope.ServiceProvider.GetRequiredService<ReadVisitorMessages>()
            .FindAsync(open.Instance.Id, received.ProviderMessageId, CancellationToken.None)
            ?? throw new InvalidOperationException("A message that was stored is not there.");
        return TypedResults.Json(
            ChatEvent.Of(message), ChatJson.Readable.ChatEvent, statusCode: stored.Stored > 0 ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private static MessageReceived ToMessage(Guid visitor, CleanPost post, DateTimeOffset now) => new()
    {
        ProviderMessageId = VisitorMessageId.Compose(visitor, post.ClientId, post.Text),
        FromMe = false,
        SentAt = now,
        Addresses = [new(ChannelType.WebChat, IdentityKind.Visitor, visitor.ToString())],
        ReplyAddress = visitor.ToString(),
        SenderName = post.Name,
        Text = post.Text,
    };
}
