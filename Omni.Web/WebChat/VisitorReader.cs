// What one stream has told its page already, and what is new since.
using Omni.Core.Messages.Visitors;

namespace Omni.Web.WebChat;

internal sealed class VisitorReader(HttpContext http, Guid visitor, VisitorCursor? cursor)
{
    private readonly Dictionary<Guid, ChatEvent> _told = [];
    private VisitorCursor? _cursor = cursor;
    private Guid? _conversationId;

    /// <summary>True until the visitor has a thread.</summary>
    public bool IsStranger => _conversationId is null;

    public bool MayConcern(Guid conversationId) => _conversationId is not { } own || own == conversationId;

    public async Task<IReadOnlyList<(ChatEvent Event, VisitorCursor Cursor)>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = http.EnterChat();
        var thread = await scope.ServiceProvider.GetRequiredService<ReadVisitorMessages>()
            .RunAsync(http.Chat.Door.InstanceId, visitor, _cursor, cancellationToken);
        _conversationId = thread.ConversationId;
        var fresh = new List<(ChatEvent, VisitorCursor)>();

        foreach (var (message, cursor) in VisitorCursor.Over(thread, _cursor))
        {
            var told = ChatEvent.Of(message);

            if (_told.GetValueOrDefault(message.Id) != told)
            {
                _told[message.Id] = told;
                fresh.Add((told, cursor));
            }
        }

        _cursor = VisitorCursor.After(thread, _cursor);
        return fresh;
    }
}
