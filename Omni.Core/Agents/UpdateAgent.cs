using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.Agents;

/// <summary>Changes an agent of the scope's tenant. Turns that are under way keep what they began with.</summary>
public sealed class UpdateAgent(IDbContextFactory<OmniDbContext> databases, SecretBox secrets, TimeProvider clock)
{
    public async Task<Result<Agent>> RunAsync(string name, AgentFields fields, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Agents.SingleOrDefaultAsync(a => a.Name == name, cancellationToken) is not { } agent)
        {
            return Error.NotFound("There is no such agent.");
        }

        var errors = new FieldErrors();
        errors.Require(!fields.Name.IsGiven || fields.Name.Value == name, "name", "An agent's name cannot change.");
        AgentRules.Check(errors, fields, agent, AgentFieldNames.OfAgent);

        if (errors.ToError() is { } error)
        {
            return error;
        }

        agent.Apply(fields, secrets, clock.GetUtcNow());

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return agent;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Error.NotFound("There is no such agent.");
        }
    }
}
