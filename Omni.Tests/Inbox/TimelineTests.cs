using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Web.Components.Inbox;

namespace Omni.Tests.Inbox;

public sealed class TimelineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Messages_of_one_sender_within_a_minute_stand_together()
    {
        var timeline = new Timeline();
        timeline.TakeNewest(new([Inbound(1, 0), Inbound(2, 30), Inbound(3, 120), Outbound(4, 125)], HasMore: false));

        var items = Assert.Single(timeline.Days(Utc)).Items;

        Assert.Equal([false, true, false, false], items.Select(i => i.JoinsPrevious));
        Assert.Equal([true, false, false, false], items.Select(i => i.JoinsNext));
    }

    [Fact]
    public void Lines_that_nobody_wrote_stand_at_their_time_and_part_what_they_interrupt()
    {
        var timeline = new Timeline();
        timeline.TakeNewest(new([Inbound(1, 0), Inbound(2, 30)], HasMore: false));
        timeline.TakeLines([new(Guid.NewGuid(), ActivityKind.Resolved, "Noa", null, null, Noon.AddSeconds(10))]);

        var items = Assert.Single(timeline.Days(Utc)).Items;

        Assert.NotNull(items[1].Activity);
        Assert.DoesNotContain(items, i => i.JoinsPrevious || i.JoinsNext);
    }

    [Fact]
    public void What_was_typed_keeps_its_key_when_it_is_stored()
    {
        var timeline = new Timeline();
        timeline.TakeNewest(new([Inbound(1, 0)], HasMore: false));
        timeline.Type(Outbound(long.MaxValue, 60) with { ClientKey = "k" });
        var typed = timeline.Days(Utc)[0].Items[^1].Key;

        timeline.TakeNewest(new([Inbound(1, 0), Outbound(2, 60) with { ClientKey = "k" }], HasMore: false));

        var items = timeline.Days(Utc)[0].Items;
        Assert.Equal(2, items.Count);
        Assert.Equal(typed, items[^1].Key);
        Assert.Equal(2, items[^1].Message!.Sequence);
    }

    [Fact]
    public void Reading_again_takes_changes_and_drops_what_is_gone_but_keeps_what_is_older()
    {
        var timeline = new Timeline();
        timeline.TakeNewest(new([Inbound(3, 180), Outbound(4, 240), Outbound(5, 300)], HasMore: true));
        timeline.AddOlder(new([Inbound(1, 0), Inbound(2, 60)], HasMore: false));

        var added = timeline.TakeNewest(new([Inbound(3, 180), Outbound(4, 240) with { Status = MessageStatus.Read }, Inbound(6, 360)], HasMore: true));

        Assert.Equal(1, added);
        Assert.Equal([1L, 2, 3, 4, 6], Sequences(timeline));
        Assert.Equal(MessageStatus.Read, timeline.Days(Utc)[0].Items[3].Message!.Status);
        Assert.False(timeline.HasOlder);
    }

    [Fact]
    public void A_gap_between_what_is_known_and_the_newest_page_begins_anew()
    {
        var timeline = new Timeline();
        timeline.TakeNewest(new([Inbound(1, 0), Inbound(2, 60)], HasMore: false));

        timeline.TakeNewest(new([Inbound(90, 5400), Inbound(91, 5460)], HasMore: true));

        Assert.Equal([90L, 91], Sequences(timeline));
        Assert.True(timeline.HasOlder);
    }

    [Fact]
    public void The_first_unread_message_is_counted_from_the_end_over_customers_only()
    {
        var timeline = new Timeline();
        var second = Inbound(2, 60);
        timeline.TakeNewest(new([Inbound(1, 0), second, Outbound(3, 90), Inbound(4, 120)], HasMore: false));

        Assert.Equal(second.Id, timeline.FirstUnread(2));
        Assert.Null(timeline.FirstUnread(0));
    }

    [Fact]
    public void Cancelled_messages_are_not_shown()
    {
        var timeline = new Timeline();
        timeline.TakeNewest(new([Inbound(1, 0), Outbound(2, 10) with { Status = MessageStatus.Cancelled }], HasMore: false));

        Assert.Equal([1L], Sequences(timeline));
    }

    private static IEnumerable<long> Sequences(Timeline timeline) => timeline.Days(Utc).SelectMany(d => d.Items).Select(i => i.Message!.Sequence);

    private static DateOnly Utc(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static MessageRow Inbound(long sequence, int seconds) => Row(sequence, seconds, MessageDirection.Inbound, MessageSource.Customer, MessageStatus.Received);

    private static MessageRow Outbound(long sequence, int seconds) => Row(sequence, seconds, MessageDirection.Outbound, MessageSource.Member, MessageStatus.Sent);

    private static MessageRow Row(long sequence, int seconds, MessageDirection direction, MessageSource source, MessageStatus status) => new()
    {
        Id = Guid.NewGuid(),
        Sequence = sequence,
        ConversationId = Guid.Empty,
        InstanceName = "shop",
        Direction = direction,
        Source = source,
        Kind = MessageKind.Text,
        Text = $"message {sequence}",
        Status = status,
        SentAt = Noon.AddSeconds(seconds),
        CreatedAt = Noon.AddSeconds(seconds),
    };
}
