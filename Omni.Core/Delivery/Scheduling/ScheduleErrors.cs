using Omni.Core.Results;

namespace Omni.Core.Delivery.Scheduling;

internal static class ScheduleErrors
{
    public static Error NotFound => Error.NotFound("There is no such scheduled message.");

    public static Error Gone => Error.Conflict("This message is no longer scheduled: it was sent or cancelled meanwhile.");
}
