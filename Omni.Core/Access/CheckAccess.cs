using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Instances;
using Omni.Core.Results;

namespace Omni.Core.Access;

/// <summary>Says whether somebody may write to an instance right now, and what says so. Nothing is stored.</summary>
public sealed class CheckAccess(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    /// <param name="instanceName">To which of the tenant's instances.</param>
    /// <param name="sender">A number in any notation, a jid, a group's id, or a user's id on the instance's channel.</param>
    /// <param name="fallbackRegion">Where numbers without a country code are dialled from, when the tenant does not say so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>NotFound for an unknown instance, Invalid for what is nobody's address.</returns>
    public async Task<Result<AccessCheck>> RunAsync(string instanceName, string? sender, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Instances.AsNoTracking().SingleOrDefaultAsync(i => i.Name == instanceName, cancellationToken) is not { } instance)
        {
            return Error.NotFound("There is no such instance.");
        }

        var read = RulePattern.Read(sender, await CheckContact.RegionAsync(db, null, fallbackRegion, cancellationToken), instance.Channel);

        if (read.Value is not { IsPrefix: false } who)
        {
            return Error.Invalid("sender", "Give one telephone number, such as +972501234567, or a user's id on this channel.");
        }

        var decision = await DecideAccess.ReadAsync(db, instance.Id, await WriterOfAsync(db, who, instance, cancellationToken), clock.GetUtcNow(), cancellationToken);
        var row = decision.Rule is { } rule ? new AccessRuleRow(rule, rule.InstanceId is null ? null : instance.Name) : null;
        return new AccessCheck(instance.Name, who.Text, decision, row);
    }

    private static async Task<Writer> WriterOfAsync(OmniDbContext db, RulePattern who, Instance instance, CancellationToken cancellationToken)
    {
        var address = AddressOf(who, instance.Channel);

        if (address.Kind is not IdentityKind.Group)
        {
            return new(null, IsGroup: false, [address]);
        }

        var identity = $"{instance.Name}:{address.Value}";
        var group = await db.ContactIdentities.Where(i => i.Channel == address.Channel && i.Kind == IdentityKind.Group && i.Value == identity).Select(i => (Guid?)i.ContactId).SingleOrDefaultAsync(cancellationToken);
        return group is null ? new(null, IsGroup: false, [address]) : new(group, IsGroup: true, []);
    }

    private static ChannelAddress AddressOf(RulePattern who, ChannelType channel)
        => who.Text.StartsWith('+') ? new(ChannelType.WhatsApp, IdentityKind.Phone, who.Text)
            : WrittenAddress.Read(who.Text) is { Kind: not IdentityKind.Phone } address ? address
            : Guid.TryParse(who.Text, out _) ? new(ChannelType.WebChat, IdentityKind.Visitor, who.Literal)
            : who.Text.Contains('@', StringComparison.Ordinal) ? new(channel, IdentityKind.Email, who.Text)
            : channel switch
            {
                ChannelType.Slack => new(channel, IdentityKind.SlackUser, who.Text.ToUpperInvariant()),
                ChannelType.Discord => new(channel, IdentityKind.DiscordUser, who.Text),
                ChannelType.Chatwoot => new(channel, IdentityKind.ChatwootContact, who.Text),

                // Nobody has such an address on WhatsApp; a rule may say something about it all the same.
                _ => new(channel, IdentityKind.Visitor, who.Literal),
            };
}

/// <param name="InstanceName">To which instance.</param>
/// <param name="Sender">Who, as rules are compared with them.</param>
/// <param name="Decision">Whether they may.</param>
/// <param name="Rule">What says so; null when no rule matches.</param>
public sealed record AccessCheck(string InstanceName, string Sender, AccessDecision Decision, AccessRuleRow? Rule);
