// What a body says about when its message is to go out.
using System.Text.Json;
using Omni.Core.Clocks;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Web.Api;

/// <summary>The fields about time that bodies share; contract, section 4.</summary>
internal abstract record TimedBody
{
    /// <summary>ISO 8601, without an offset by the clock in <see cref="TimeZone"/>; or seconds since 1970.</summary>
    public JsonElement? SendAt { get; init; }

    /// <summary><c>none</c>, <c>daily</c>, <c>weekly</c> or <c>monthly</c>.</summary>
    public string? Recurrence { get; init; }

    public bool? OnlyIfUnanswered { get; init; }

    /// <summary>IANA name; the tenant's when left out.</summary>
    public string? TimeZone { get; init; }
}

internal sealed class ReadSchedule(FindTenantZone zones)
{
    private static readonly Result<NewSchedule?> Now = (NewSchedule?)null;

    /// <summary>Null when the body names no time: then it goes out at once.</summary>
    public async Task<Result<NewSchedule?>> RunAsync(TimedBody body, CancellationToken cancellationToken)
    {
        if (body is { SendAt: null, Recurrence: null, OnlyIfUnanswered: not true, TimeZone: null })
        {
            return Now;
        }

        var change = await ChangeAsync(body, cancellationToken);

        if (!change.IsOk)
        {
            return change.Error;
        }

        if (change.Value.Time is { } time)
        {
            return new NewSchedule(time, change.Value.Recurrence ?? Recurrence.None, change.Value.OnlyIfUnanswered is true);
        }

        return change.Value is { Recurrence: null or Recurrence.None, OnlyIfUnanswered: not true }
            ? Now
            : Error.Invalid("send_at", "Say when it is to go out the first time.");
    }

    /// <summary>What of a scheduled message is to change.</summary>
    public async Task<Result<ScheduleChange>> ChangeAsync(TimedBody body, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var zone = body.TimeZone is null ? await zones.RunAsync(cancellationToken) : TimeZones.Find(body.TimeZone);
        Recurrence? recurrence = null;
        ScheduledTime? time = null;

        if (zone is null)
        {
            errors.Add("time_zone", "Use the name of a time zone as IANA writes it, such as Asia/Jerusalem.");
        }
        else if (body.SendAt is { ValueKind: not JsonValueKind.Null } sendAt)
        {
            var read = Read(sendAt, zone);
            time = read.Value;
            errors.Require(read.IsOk, "send_at", read.Error?.Message ?? "");
        }

        if (body.Recurrence is { } word)
        {
            recurrence = Enum.TryParse<Recurrence>(word, ignoreCase: true, out var known) && !int.TryParse(word, out _) ? known : null;
            errors.Require(recurrence is not null, "recurrence", "Give none, daily, weekly or monthly.");
        }

        return errors.ToError() is { } error ? error : new ScheduleChange { Time = time, Recurrence = recurrence, OnlyIfUnanswered = body.OnlyIfUnanswered };
    }

    /// <summary>A moment in any of the forms that <see cref="TimedBody.SendAt"/> may have, by the tenant's clock where it has no offset. Null when it is none.</summary>
    public async Task<DateTimeOffset?> InstantAsync(JsonElement said, CancellationToken cancellationToken)
        => Read(said, await zones.RunAsync(cancellationToken)).Value?.At;

    private static Result<ScheduledTime> Read(JsonElement sendAt, TimeZoneInfo zone) => sendAt.ValueKind switch
    {
        JsonValueKind.Number when sendAt.TryGetInt64(out var unix) => ScheduledTime.Read(unix, zone),
        JsonValueKind.String => ScheduledTime.Read(TextOf(sendAt), zone),
        _ => ScheduledTime.Read("", zone),
    };

    // Half a character is no text at all, and no time.
    private static string TextOf(JsonElement sendAt)
    {
        try
        {
            return sendAt.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
