// Sends a message to an address through one instance, by the one road out.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels.WhatsApp;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Texts;

namespace Omni.Core.Delivery;

/// <param name="Instance">Name of the tenant's instance.</param>
/// <param name="To">A number in any form, a jid, a group's id or a visitor's id.</param>
/// <param name="Content">What to say.</param>
/// <param name="Source">Who says it.</param>
/// <param name="ClientKey">The same key twice is one message.</param>
/// <param name="Region">Region for numbers without a country code, when the tenant has none of its own.</param>
/// <param name="Schedule">Goes out then; null for at once.</param>
public sealed record AddressedMessage(string Instance, string To, NewContent Content, MessageSource Source, string? ClientKey, string Region, NewSchedule? Schedule = null)
{
    /// <summary>The member who asks for it, for people; null for programs.</summary>
    public string? AuthorName { get; init; }
}

public sealed class SendToAddress(IDbContextFactory<OmniDbContext> databases, QueueMessage queue)
{
    // Longer ones name nobody, and are neither parsed nor searched for.
    private const int LongestAddress = 300;

    /// <summary>Whether the tenant has an instance of that name.</summary>
    public async Task<bool> KnowsAsync(string instance, CancellationToken cancellationToken)
    {
        if (instance.Length > Instance.MaxNameLength)
        {
            return false;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Instances.AnyAsync(i => i.Name == instance, cancellationToken);
    }

    /// <returns>The stored message; NotFound for an unknown instance, Invalid for an address or content that cannot be used.</returns>
    public async Task<Result<Message>> RunAsync(AddressedMessage wanted, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Instances.AsNoTracking().SingleOrDefaultAsync(i => i.Name == wanted.Instance, cancellationToken) is not { } instance)
        {
            return Error.NotFound("There is no such instance.");
        }

        if (CheckContent.Find(wanted.Content) is { } refusal)
        {
            return refusal;
        }

        var region = await db.Tenants.Select(t => t.DefaultRegion).SingleAsync(cancellationToken) ?? wanted.Region;

        if (wanted.To.Length > LongestAddress || AddressOf(instance, wanted.To, region) is not { } address)
        {
            return Error.Invalid("to", $"'{wanted.To.Shown}' is no address that {instance.Channel} can send to.");
        }

        // Any id at all would do for a new thread, and nobody would ever read it.
        if (address.Identity is { Kind: IdentityKind.Visitor, Value: var visitor }
            && !await db.ContactIdentities.AnyAsync(i => i.Channel == ChannelType.WebChat && i.Kind == IdentityKind.Visitor && i.Value == visitor, cancellationToken))
        {
            return Error.Invalid("to", $"'{wanted.To.Shown}' is no visitor who has written. The id of one stands among the addresses of their contact.");
        }

        return await queue.RunAsync(
            new()
            {
                ConversationId = Guid.Empty,
                To = new([address.Identity], instance.Id, instance.Name, address.Reply, null, instance.AgentId is not null),
                Content = wanted.Content,
                Source = wanted.Source,
                AuthorName = wanted.AuthorName,
                ClientKey = wanted.ClientKey,
                InstanceId = instance.Id,
                Address = address.Reply,
                Schedule = wanted.Schedule,
            },
            cancellationToken);
    }

    private static (ChannelAddress Identity, string Reply)? AddressOf(Instance instance, string to, string region)
    {
        var text = to.Trim();

        if (instance.Channel is ChannelType.WebChat)
        {
            return Guid.TryParse(text, out var visitor) ? (new(ChannelType.WebChat, IdentityKind.Visitor, visitor.ToString()), visitor.ToString()) : null;
        }

        if (text.EndsWith("@g.us", StringComparison.OrdinalIgnoreCase) || text.EndsWith("@lid", StringComparison.OrdinalIgnoreCase))
        {
            return Jid.Parse(text) is { } jid ? (jid.Address, jid.Text) : null;
        }

        PhoneNumber? number = text.Contains('@', StringComparison.Ordinal) ? PhoneNumber.FromJid(text)
            : PhoneNumber.TryParse(text, region, out var typed) || PhoneNumber.TryParse(text, null, out typed) ? typed
            : InternationalDigits(text);
        return number is { } phone ? (new(ChannelType.WhatsApp, IdentityKind.Phone, phone.E164), phone.E164) : null;
    }

    // Numbers that no plan knows, such as those of tests and of new ranges, still go out when they are written in full.
    private static PhoneNumber? InternationalDigits(string text)
        => text.TrimStart('+') is { Length: >= 10 and <= 15 } digits && digits.All(char.IsAsciiDigit) && digits[0] != '0' ? PhoneNumber.FromE164($"+{digits}") : null;
}
