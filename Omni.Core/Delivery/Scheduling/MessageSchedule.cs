// When a message goes out that waits for its time. The row is gone as soon as it went, so that what is in this table waits.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Clocks;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery.Scheduling;

/// <summary>Whose thread it belongs to is said by its message alone, which moves when threads are merged.</summary>
public sealed class MessageSchedule : ITenantOwned
{
    public required Guid MessageId { get; init; }

    public TenantId TenantId { get; private set; }

    /// <summary>The first message of its series: by that id it is still found when it has come again.</summary>
    public required Guid SeriesId { get; init; }

    /// <summary>The same as the message's time in its thread.</summary>
    public required DateTimeOffset SendAt { get; set; }

    /// <summary>What the clock on the wall in <see cref="TimeZone"/> said at the first time; all others are counted from it.</summary>
    public required DateTime FirstAt { get; set; }

    /// <summary>By its IANA name.</summary>
    public required string TimeZone { get; set; }

    public required Recurrence Recurrence { get; set; }

    /// <summary>Not when the customer has written since <see cref="AskedAt"/>.</summary>
    public required bool OnlyIfUnanswered { get; set; }

    /// <summary>When somebody last said that it is to go out.</summary>
    public required DateTimeOffset AskedAt { get; set; }

    public TimeZoneInfo Zone => TimeZones.Find(TimeZone) ?? TimeZoneInfo.Utc;

    public static MessageSchedule Of(Message message, NewSchedule wanted, DateTimeOffset now) => new()
    {
        MessageId = message.Id,
        SeriesId = message.Id,
        SendAt = wanted.Time.At,
        FirstAt = wanted.Time.WallClock,
        TimeZone = wanted.Time.TimeZone,
        Recurrence = wanted.Recurrence,
        OnlyIfUnanswered = wanted.OnlyIfUnanswered,
        AskedAt = now,
    };

    /// <summary>The next one of the series, for the message that is to go out then.</summary>
    public MessageSchedule Again(Guid messageId, DateTimeOffset at) => new()
    {
        MessageId = messageId,
        SeriesId = SeriesId,
        SendAt = at,
        FirstAt = FirstAt,
        TimeZone = TimeZone,
        Recurrence = Recurrence,
        OnlyIfUnanswered = OnlyIfUnanswered,
        AskedAt = AskedAt,
    };
}

internal sealed class MessageScheduleConfiguration : IEntityTypeConfiguration<MessageSchedule>
{
    public void Configure(EntityTypeBuilder<MessageSchedule> schedule)
    {
        schedule.HasKey(s => s.MessageId);
        schedule.Property(s => s.MessageId).ValueGeneratedNever();
        schedule.Property(s => s.FirstAt).HasColumnType("timestamp without time zone");
        schedule.Property(s => s.TimeZone).HasMaxLength(TimeZones.MaxLength);
        schedule.Ignore(s => s.Zone);

        // Serves the sweep and the list: what is due next.
        schedule.HasIndex(s => new { s.TenantId, s.SendAt, s.MessageId });

        // Serves whoever asks by the id of a message that went out already and comes again.
        schedule.HasIndex(s => new { s.TenantId, s.SeriesId });

        schedule.HasOne<Message>().WithOne().HasForeignKey<MessageSchedule>(s => s.MessageId).OnDelete(DeleteBehavior.Cascade);
    }
}
