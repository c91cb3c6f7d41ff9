// Signs which tenant, instance, conversation and contact a turn belongs to, so that a tool call need never guess.
using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

/// <summary>What a context token vouches for.</summary>
public sealed record TurnContext(TenantId Tenant, string TenantSlug, Guid InstanceId, Guid ConversationId, Guid ContactId, Guid TurnId);

public sealed class ContextTokens(IDataProtectionProvider protection)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Omni.TurnContext").ToTimeLimitedDataProtector();

    public string Sign(TurnContext turn)
        => _protector.Protect(
            string.Create(CultureInfo.InvariantCulture, $"{turn.Tenant}|{turn.TenantSlug}|{turn.InstanceId}|{turn.ConversationId}|{turn.ContactId}|{turn.TurnId}"),
            Lifetime);

    /// <summary>Null when the token is not ours, was changed, or has expired.</summary>
    public TurnContext? Read(string token)
    {
        try
        {
            return _protector.Unprotect(token).Split('|') is [var tenant, var slug, var instance, var conversation, var contact, var turn]
                ? new(new(Guid.Parse(tenant)), slug, Guid.Parse(instance), Guid.Parse(conversation), Guid.Parse(contact), Guid.Parse(turn))
                : null;
        }
        catch (Exception exception) when (exception is System.Security.Cryptography.CryptographicException or FormatException)
        {
            return null;
        }
    }
}
