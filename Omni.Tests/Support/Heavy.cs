// Tests that start, kill or crowd whole programs. A change is landed with them; between two steps of it they would cost a third of the time.
using Xunit.v3;

namespace Omni.Tests.Support;

/// <summary>For classes that <c>./test --whole</c> runs, as <c>.ci/run</c> does, and <c>./test</c> by itself does not; named, they run as all others do.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HeavyAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Size", "Heavy")];
}
