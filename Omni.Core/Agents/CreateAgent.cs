using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.Agents;

/// <summary>Adds an agent to the scope's tenant.</summary>
public sealed class CreateAgent(IDbContextFactory<OmniDbContext> databases, SecretBox secrets, TimeProvider clock)
{
    public async Task<Result<Agent>> RunAsync(AgentFields said, CancellationToken cancellationToken)
    {
        var fields = said.ByOwnNames();
        var errors = new FieldErrors();
        AgentRules.CheckName(errors, fields.Name.Value);
        AgentRules.Check(errors, fields, null, said.Names(), keepsKeys: false);

        if (errors.ToError() is { } error)
        {
            return error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var agent = new Agent { Name = fields.Name.Value!, Kind = AgentKind.Automagik, CreatedAt = now };
        agent.Apply(fields, secrets, now);
        db.Add(agent);

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return agent;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return Error.Conflict($"There is an agent '{agent.Name}' already.");
        }
    }
}
