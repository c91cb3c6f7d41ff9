// Sends a message to an address through one instance: finds or begins the thread, then takes the one road out.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Channels.WhatsApp;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;

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

public sealed class SendToAddress(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, ChannelDirectory channels, QueueMessage queue, TimeProvider clock)
{
    /// <summary>Whether the tenant has an instance of that name.</summary>
    public async Task<bool> KnowsAsync(string instance, CancellationToken cancellationToken)
    {
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

        if (AddressOf(instance, wanted.To, region) is not { } address)
        {
            return Error.Invalid("to", $"'{wanted.To}' is no address that {instance.Channel} can send to.");
        }

        // From here on before a thread is begun for nothing; a repeated request is answered by its first message, however late it comes.
        if (channels.Refusal(instance.Channel, instance.Name, wanted.Content.Kind) is { } cannot)
        {
            return cannot;
        }

        if (await QuotesNothingAsync(db, wanted.Content.ReplyTo, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        if (wanted.Schedule?.Time.Refusal(clock.GetUtcNow()) is { } late
            && (wanted.ClientKey is null || !await db.Messages.AnyAsync(m => m.ClientKey == wanted.ClientKey, cancellationToken)))
        {
            return late;
        }

        var thread = await FindThreadAsync(instance, address, cancellationToken);
        return await queue.RunAsync(
            new()
            {
                ConversationId = thread.ConversationId,
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

    // Whether it stands in this person's thread is seen when there is one.
    private static async Task<Error?> QuotesNothingAsync(OmniDbContext db, string? replyTo, CancellationToken cancellationToken)
    {
        var conversation = Guid.TryParse(replyTo, out var id) ? await db.Messages.Where(m => m.Id == id).Select(m => m.ConversationId).FirstOrDefaultAsync(cancellationToken) : default;
        return (await FindQuoted.RunAsync(db, conversation, replyTo, cancellationToken)).Error;
    }

    private async Task<FoundThread> FindThreadAsync(Instance instance, (ChannelAddress Identity, string Reply) address, CancellationToken cancellationToken)
    {
        var request = new ThreadRequest([address.Identity], instance.Id, instance.Name, address.Reply, null, instance.AgentId is not null);

        // Again when somebody else began the thread at this instant: read their rows.
        return await TryAgain.RunAsync<FoundThread>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            var thread = await FindOrCreateThread.RunAsync(db, tenant.RequiredSlug, request, clock.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return thread;
        });
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
