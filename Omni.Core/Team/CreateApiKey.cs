using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Results;
using Omni.Core.Texts;

namespace Omni.Core.Team;

/// <summary>Makes a key to the scope's tenant, for all its instances or for chosen ones.</summary>
public sealed class CreateApiKey(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    private const int MostInstances = 1_000;

    public async Task<Result<IssuedApiKey>> RunAsync(NewApiKey wanted, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var errors = new FieldErrors();
        var instances = wanted.Instances?.OfType<string>().Distinct().ToArray() ?? [];
        errors.Require(!string.IsNullOrWhiteSpace(wanted.Name) && wanted.Name.Trim().Length <= 200, "name", "Give a name of 1 to 200 characters.");

        // A list of nothing must not open what a caller meant to close.
        errors.Require(wanted.Instances is null || instances.Length > 0, "instances", "Name at least one instance, or leave the field out for all of them.");
        errors.Require(instances.Length <= MostInstances, "instances", $"Name at most {MostInstances:N0} instances, or leave the field out for all of them.");
        instances = [.. instances.Take(MostInstances)];
        var known = await db.Instances.Where(i => instances.Contains(i.Name)).Select(i => i.Name).ToListAsync(cancellationToken);

        foreach (var missing in instances.Except(known))
        {
            errors.Add("instances", $"There is no instance '{missing.Shown}'.");
        }

        if (errors.ToError() is { } error)
        {
            return error;
        }

        var issued = ApiKey.Issue(wanted.Name!.Trim(), instances, clock.GetUtcNow());
        db.Add(issued.Key);
        await db.SaveChangesAsync(cancellationToken);
        return issued;
    }
}

/// <param name="Name">What people know it by.</param>
/// <param name="Instances">Names of the only instances it may touch; null means all.</param>
public sealed record NewApiKey(string? Name, IReadOnlyList<string>? Instances);
