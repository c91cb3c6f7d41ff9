namespace Omni.Bench;

/// <summary>One thing that is measured, in a folder of its own.</summary>
internal interface IBench
{
    /// <summary>What <c>./bench</c> takes to run this one only.</summary>
    string Name { get; }

    /// <summary>Measures, prints a table, and answers whether the counts are right and the floor is reached.</summary>
    Task<bool> RunAsync(BenchOptions options);
}
