using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Instances;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Texts;

namespace Omni.Core.Agents;

/// <summary>
/// Which agent answers on an instance: one that is named (<c>agent</c>), or one that is described (<c>agent_api_url</c> …), which is
/// kept as an agent named like the instance. A described agent may be changed through its instance; others only on their own.
/// </summary>
public sealed class ChooseAgent(SecretBox secrets, TimeProvider clock) : IChooseAgent
{
    public async Task<Result<Optional<Guid?>>> ChooseAsync(OmniDbContext db, AgentRequest request, FieldErrors errors, CancellationToken cancellationToken)
    {
        var fields = request.Fields;
        var named = fields.Agent.Value is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        if (named is not null && named != request.InstanceName)
        {
            var only = request.Asker.OnlyInstances;
            var found = await db.Agents
                .Where(a => a.Name == named && (only == null || db.Instances.Any(i => i.AgentId == a.Id && only.Contains(i.Name))))
                .Select(a => (Guid?)a.Id)
                .SingleOrDefaultAsync(cancellationToken);
            errors.Require(found is not null, "agent", $"There is no agent '{named.Shown}'.");
            return new Optional<Guid?>(found);
        }

        var own = await db.Agents.SingleOrDefaultAsync(a => a.Name == request.InstanceName, cancellationToken);
        var isOwnInUse = own is not null && own.Id == request.CurrentAgentId;
        var kind = fields.AgentInstanceType.Or(own is null ? null : AgentRules.KindName(own.Kind));
        var describes = fields.AgentApiUrl.Value is { Length: > 0 } || (NeedsNoUrl(fields.AgentInstanceType.Value) && fields.AgentApiUrl.Value is null);

        if (describes || (fields.DescribesAgent && (isOwnInUse || named is not null) && !IsUnsaid(fields, kind)))
        {
            return own is null || await IsWithinReachAsync(db, own.Id, request.Asker.OnlyInstances, cancellationToken)
                ? Describe(db, own, kind, request, errors)
                : Error.Forbidden($"The agent '{own.Name}' does not answer on this key's instances alone, so it is not changed with this key.");
        }

        if (named is not null)
        {
            var isThere = own is not null && (request.Asker.OnlyInstances is not { } reach || await db.Instances.AnyAsync(i => i.AgentId == own.Id && reach.Contains(i.Name), cancellationToken));
            errors.Require(isThere, "agent", $"There is no agent '{named.Shown}'.");
            return new Optional<Guid?>(own?.Id);
        }

        // Nothing names or describes one: null means people only, and saying nothing leaves it.
        if (fields.Agent.IsGiven || fields.AgentApiUrl.IsGiven || request.IsNew)
        {
            return new Optional<Guid?>(null);
        }

        errors.Require(!fields.DescribesAgent, "agent_api_url", "Give the address of the agent's service, or change the agent on its own.");
        return default(Optional<Guid?>);
    }

    // It answers within reach, and nowhere else. Where it was chosen for one conversation it goes with that person to every instance.
    private static async Task<bool> IsWithinReachAsync(OmniDbContext db, Guid agentId, IReadOnlyList<string>? only, CancellationToken cancellationToken)
        => only is null
            || (await db.Instances.AnyAsync(i => i.AgentId == agentId && only.Contains(i.Name), cancellationToken)
                && !await db.Instances.AnyAsync(i => i.AgentId == agentId && !only.Contains(i.Name), cancellationToken)
                && !await db.Conversations.AnyAsync(c => c.AgentId == agentId, cancellationToken));

    private Optional<Guid?> Describe(OmniDbContext db, Agent? own, string? kind, AgentRequest request, FieldErrors errors)
    {
        var fields = request.Fields;
        var described = new AgentFields
        {
            Kind = fields.AgentInstanceType,
            Url = fields.AgentApiUrl,
            Key = fields.AgentApiKey,
            AgentId = fields.AgentId,
            Timeout = fields.AgentTimeout,
            AgentType = fields.AgentType,
            Stream = fields.AgentStreamMode,
            Model = kind == AgentRules.KindName(AgentKind.OpenAi) ? fields.AgentId : default,
        };
        AgentRules.Check(errors, described, own, AgentFieldNames.OfInstance, request.Asker.KeepsKeys);

        if (!errors.IsEmpty)
        {
            return default;
        }

        var now = clock.GetUtcNow();

        if (own is null)
        {
            own = new() { Name = request.InstanceName, Kind = AgentKind.Automagik, CreatedAt = now };
            db.Add(own);
        }

        own.Apply(described, secrets, now);
        return own.Id;
    }

    // agent_api_url: null takes the agent away, unless a kind is said that needs no address.
    private static bool IsUnsaid(InstanceFields fields, string? kind)
        => fields.AgentApiUrl is { IsGiven: true, Value: null or "" } && kind != AgentRules.KindName(AgentKind.Echo) && !NeedsNoUrl(fields.AgentInstanceType.Value);

    private static bool NeedsNoUrl(string? kind)
        => kind == AgentRules.KindName(AgentKind.Echo) || kind == AgentRules.KindName(AgentKind.OpenAi);
}
