// The order in which the classes of tests begin: the long ones early and apart from each other, so that none of them stands alone at the end.
using System.Reflection;
using Omni.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongRunningApart))]

namespace Omni.Tests.Support;

/// <summary>For classes that take half a minute, most of which they wait.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LongRunningAttribute : Attribute;

public sealed class LongRunningApart : ITestCollectionOrderer
{
    // Two of the threads wait, the others have work.
    private const int AtOnce = 2;
    private const int Between = 5;

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        var kinds = testCollections.ToLookup(IsLong);
        var ordered = new List<TTestCollection>(kinds[true].Take(AtOnce));
        var others = new Queue<TTestCollection>(kinds[false]);

        foreach (var later in kinds[true].Skip(AtOnce))
        {
            for (var n = 0; n < Between && others.TryDequeue(out var other); n++)
            {
                ordered.Add(other);
            }

            ordered.Add(later);
        }

        return [.. ordered, .. others];
    }

    // A class without a collection of its own choice is one, and is named in it.
    private static bool IsLong<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
        => collection.TestCollectionDisplayName.Split(' ').Select(typeof(LongRunningApart).Assembly.GetType).FirstOrDefault(t => t is not null)?.GetCustomAttribute<LongRunningAttribute>() is not null;
}
