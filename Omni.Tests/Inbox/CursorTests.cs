using Omni.Core.Conversations;
using Omni.Core.Messages;

namespace Omni.Tests.Inbox;

public sealed class CursorTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void A_cursor_is_read_back_as_it_was_written()
    {
        var conversation = new ConversationCursor(At, Guid.NewGuid());
        var message = new ThreadCursor(At, 42);

        Assert.True(ConversationCursor.TryParse(conversation.ToString(), out var readConversation));
        Assert.True(ThreadCursor.TryParse(message.ToString(), out var readMessage));
        Assert.Equal(conversation, readConversation);
        Assert.Equal(message, readMessage);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x.y")]
    [InlineData("-1.1")]
    [InlineData("9223372036854775807.1")]
    [InlineData("1.2.3")]
    public void What_is_no_cursor_is_refused(string? text)
    {
        Assert.False(ConversationCursor.TryParse(text, out _));
        Assert.False(ThreadCursor.TryParse(text, out _));
    }
}
