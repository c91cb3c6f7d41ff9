// One line of a demo conversation with the time at which it was written.
namespace Omni.Core.Demo;

/// <param name="Who">The letter of its writer; <c>*</c> for a line that nobody wrote.</param>
/// <param name="Text">What was written, or what happened.</param>
/// <param name="Before">In front of the bar: the words it answers, or why it was not sent.</param>
/// <param name="Mark"><c>&gt;</c> for an answer, <c>!</c> for what was not sent, else a blank.</param>
/// <param name="At">When.</param>
internal sealed record DemoLine(char Who, string Text, string? Before, char Mark, DateTimeOffset At);
