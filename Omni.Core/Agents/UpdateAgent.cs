using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.Agents;

/// <summary>Changes an agent of the scope's tenant. Turns that are under way keep what they began with.</summary>
public sealed class UpdateAgent(IDbContextFactory<OmniDbContext> databases, SecretBox secrets, TimeProvider clock)
{
    /// <param name="name">The agent.</param>
    /// <param name="said">What was said.</param>
    /// <param name="keepsKeys">Whether a stored key goes along when the address leads to another host: see <see cref="Instances.InstanceAsker"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Agent>> RunAsync(string name, AgentFields said, bool keepsKeys, CancellationToken cancellationToken)
    {
        var fields = said.ByOwnNames();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Agents.SingleOrDefaultAsync(a => a.Name == name, cancellationToken) is not { } agent)
        {
            return Error.NotFound("There is no such agent.");
        }

        var errors = new FieldErrors();
        errors.Require(!fields.Name.IsGiven || fields.Name.Value == name, "name", "An agent's name cannot change.");
        AgentRules.Check(errors, fields, agent, said.Names(), keepsKeys);

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
