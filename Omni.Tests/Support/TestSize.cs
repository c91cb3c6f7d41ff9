// How large the heaviest runs are: a part of it every time, all of it with OMNI_FULL_TESTS=1.
namespace Omni.Tests.Support;

internal static class TestSize
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("OMNI_FULL_TESTS") == "1";
}
