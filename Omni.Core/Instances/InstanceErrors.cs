using Omni.Core.Results;

namespace Omni.Core.Instances;

internal static class InstanceErrors
{
    /// <summary>The same for a name that never was and for one of another tenant.</summary>
    public static Error NotFound { get; } = Error.NotFound("There is no such instance.");
}
