// Signs which tenant, instance, conversation and contact a turn belongs to, so that a tool call need never guess.
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

/// <summary>What a context token vouches for.</summary>
/// <param name="Tenant">Whose turn it is.</param>
/// <param name="TenantSlug">The tenant's slug.</param>
/// <param name="InstanceId">Through which instance its messages leave.</param>
/// <param name="ConversationId">Where they go.</param>
/// <param name="ContactId">Whose conversation it was.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="AgentId">Who was asked: the token ends with the agent. Null binds it to none.</param>
public sealed record TurnContext(TenantId Tenant, string TenantSlug, Guid InstanceId, Guid ConversationId, Guid ContactId, Guid TurnId, Guid? AgentId = null);

public sealed class ContextTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly IDataProtector _protector = protection.CreateProtector("Omni.TurnContext.v2");

    public string Sign(TurnContext turn)
    {
        var until = (clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds();
        return _protector.Protect(string.Create(
            CultureInfo.InvariantCulture, $"{until}|{turn.Tenant}|{turn.TenantSlug}|{turn.InstanceId}|{turn.ConversationId}|{turn.ContactId}|{turn.TurnId}|{turn.AgentId}"));
    }

    /// <summary>Null when the token is not ours, was changed, or has expired.</summary>
    public TurnContext? Read(string token) => Open(token) is var (turn, until) && until > clock.GetUtcNow() ? turn : null;

    /// <summary>Whether it was ours, and its time is over.</summary>
    public bool HasExpired(string token) => Open(token) is var (_, until) && until <= clock.GetUtcNow();

    private (TurnContext Turn, DateTimeOffset Until)? Open(string token)
    {
        try
        {
            return _protector.Unprotect(token).Split('|') is [var until, var tenant, var slug, var instance, var conversation, var contact, var turn, var agent]
                ? (new(new(Guid.Parse(tenant)), slug, Guid.Parse(instance), Guid.Parse(conversation), Guid.Parse(contact), Guid.Parse(turn), agent.Length > 0 ? Guid.Parse(agent) : null),
                    DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(until, CultureInfo.InvariantCulture)))
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
