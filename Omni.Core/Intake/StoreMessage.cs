// Stores one message in the one thread of its sender: contact, conversation, message and trace in one transaction.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Omni.Core.Access;
using Omni.Core.Agents;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Leads;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Texts;
using Omni.Core.Traces;

namespace Omni.Core.Intake;

/// <summary>What storing came to. <c>IsNew</c> is false for the echo of a message that stood already.</summary>
public sealed record StoredMessage(Guid ConversationId, bool IsNew, Guid? TraceId, bool AwaitsTurn, TimeSpan Debounce)
{
    /// <summary>Threads that went into this one with it.</summary>
    public IReadOnlyList<Guid> Absorbed { get; init; } = [];

    /// <summary>The contact that became a lead with it; null for none.</summary>
    public Guid? NewLeadOf { get; init; }
}

public sealed class StoreMessage(
    IDbContextFactory<OmniDbContext> databases,
    StoreFromKnown knownSenders,
    DecideAccess access,
    TenantContext tenant,
    TakeReceipts receipts,
    IOptions<AgentOptions> options,
    TimeProvider clock)
{
    /// <summary>Null when the message stood already.</summary>
    public async Task<StoredMessage?> RunAsync(OpenInstance instance, MessageReceived received, Lazy<string> payload, CancellationToken cancellationToken)
    {
        if (IsOurselves(instance, received))
        {
            return null;
        }

        if (await TryKnownAsync(instance, received, payload, cancellationToken) is { } quickly)
        {
            return quickly;
        }

        // Again when somebody else was first with this person or this message, or merged their threads: read their rows.
        return await TryAgain.RunAsync<StoredMessage?>(async () =>
        {
            var stored = await TryAsync(instance, received, payload, cancellationToken);

            if (stored is not null && received.FromMe)
            {
                var changed = await receipts.TakeKeptAsync(instance.Instance.Id, received.ProviderMessageId, cancellationToken);
                stored = stored with { Absorbed = [.. stored.Absorbed, .. changed] };
            }

            return stored;
        });
    }

    private static bool IsOurselves(OpenInstance instance, MessageReceived received)
        => !received.FromMe && instance.Instance.OwnAddress is { } own && received.Addresses.Any(a => a.Kind is IdentityKind.Phone && a.Value == own);

    private async Task<StoredMessage?> TryAsync(OpenInstance instance, MessageReceived received, Lazy<string> payload, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var instanceId = instance.Instance.Id;

        if (received.IsHistory)
        {
            await db.KeepQuietAsync(cancellationToken);
        }

        if (await db.Messages.AnyAsync(m => m.InstanceId == instanceId && m.ProviderMessageId == received.ProviderMessageId, cancellationToken))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var request = new ThreadRequest(
            received.Addresses, instanceId, instance.Instance.Name, received.ReplyAddress, NameOf(received), instance.HasAgent);
        var thread = await FindOrCreateThread.RunAsync(db, tenant.RequiredSlug, request, now, cancellationToken);

        if (received.FromMe && await HealSend.RunAsync(db, instanceId, thread.ConversationId, received, now, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return new(thread.ConversationId, IsNew: false, null, AwaitsTurn: false, TimeSpan.Zero) { Absorbed = thread.Absorbed };
        }

        var decision = await DecideAsync(db, instance, received, thread, now, cancellationToken);
        var becomesLead = !decision.IsBlocked && thread.LeadId is null && MakesLead(instance, received);

        if (becomesLead)
        {
            thread = thread with { LeadId = await BecomeLead.RunAsync(db, tenant.RequiredSlug, thread.ContactId, instance.Instance.Channel, now, cancellationToken) };
        }

        var awaits = !decision.IsBlocked && Awaits(instance, received, thread);
        var debounce = Debounce(instance, awaits);
        var message = ToMessage(instance, received, thread, awaits, now, debounce);
        var trace = received.FromMe || received.IsHistory ? null : ToTrace(instance, received, message, awaits, now);

        if (decision.IsBlocked)
        {
            DenyMessages.OnArrival(db, message, trace, decision, now);
        }

        await TouchConversation.RunAsync(db, thread, instance.Instance, received, message, instance.HasAgent || thread.HasOwnAgent, now, cancellationToken);
        db.Add(message);

        if (trace is not null)
        {
            db.AddRange(trace, ToPayload(trace, payload, now));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(thread.ConversationId, IsNew: true, trace?.Id, awaits, debounce) { Absorbed = thread.Absorbed, NewLeadOf = becomesLead ? thread.ContactId : null };
    }

    // What the rules say is not asked about our own messages and those of the past.
    private async Task<AccessDecision> DecideAsync(
        OmniDbContext db, OpenInstance instance, MessageReceived received, FoundThread thread, DateTimeOffset now, CancellationToken cancellationToken)
        => received.FromMe || received.IsHistory
            ? AccessDecision.Unasked
            : await access.RunAsync(
                db,
                instance.Instance.Id,
                new(thread.ContactId, received.Addresses[0].Kind is IdentityKind.Group, FindOrCreateThread.Own(received.Participant, instance.Instance.Name)),
                now,
                cancellationToken);

    // As if the thread stood and its agent were on; the statement looks whether it does and is.
    private async Task<StoredMessage?> TryKnownAsync(OpenInstance instance, MessageReceived received, Lazy<string> payload, CancellationToken cancellationToken)
    {
        if (received.FromMe || received.IsHistory)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var thread = new FoundThread(default, default, BotEnabled: true, default, null) { HasOwnAgent = true };
        var mayAwait = Awaits(instance, received, thread);
        var debounce = Debounce(instance, mayAwait);
        var message = ToMessage(instance, received, thread, mayAwait, now, debounce);
        var trace = ToTrace(instance, received, message, mayAwait, now);
        var known = new KnownMessage(
            FindOrCreateThread.Own(received.Addresses, instance.Instance.Name), Contact.FitName(NameOf(received)), message, instance.HasAgent, trace, ToPayload(trace, payload, now))
        {
            NeedsLead = MakesLead(instance, received),
        };
        return await knownSenders.TryAsync(known, cancellationToken) is { } stored
            ? new(stored.ConversationId, IsNew: true, trace.Id, mayAwait && stored.IsAgents, stored.IsAgents ? debounce : TimeSpan.Zero)
            : null;
    }

    private TimeSpan Debounce(OpenInstance instance, bool awaits)
        => awaits ? TimeSpan.FromMilliseconds(instance.AgentDebounceMilliseconds ?? options.Value.DebounceMilliseconds) : TimeSpan.Zero;

    private static bool MakesLead(OpenInstance instance, MessageReceived received)
        => instance.LeadRule is LeadRule.FirstMessage && received is { FromMe: false, IsHistory: false } && received.Addresses[0].Kind is not IdentityKind.Group;

    // In groups and in our own messages the sender's name is not the thread's.
    private static string? NameOf(MessageReceived received)
        => received.FromMe || received.Addresses[0].Kind is IdentityKind.Group ? null : received.SenderName;

    // A LID's digits are no name.
    private static string? NumberOf(IReadOnlyList<ChannelAddress> participant) => participant.FirstOrDefault(a => a.Kind is IdentityKind.Phone).Value;

    private static bool Awaits(OpenInstance instance, MessageReceived received, FoundThread thread)
        => (instance.HasAgent || thread.HasOwnAgent) && thread.BotEnabled && received is { FromMe: false, IsHistory: false, Kind: not (MessageKind.Reaction or MessageKind.Unsupported) };

    private static Message ToMessage(OpenInstance instance, MessageReceived received, FoundThread thread, bool awaits, DateTimeOffset now, TimeSpan debounce) => new()
    {
        ConversationId = thread.ConversationId,
        ContactId = thread.ContactId,
        LeadId = thread.LeadId,
        InstanceId = instance.Instance.Id,
        InstanceName = instance.Instance.Name,
        Address = received.ReplyAddress,
        Direction = received.FromMe ? MessageDirection.Outbound : MessageDirection.Inbound,
        Source = received.FromMe ? MessageSource.Phone : MessageSource.Customer,
        Kind = received.Kind,
        Text = received.Text?.Fit(Message.MaxTextLength),
        Details = received.Details,
        Status = received.FromMe ? MessageStatus.Sent : MessageStatus.Received,
        ProviderMessageId = received.ProviderMessageId,
        QuotedProviderId = received.QuotedProviderId,
        QuotedText = received.QuotedText?.Fit(1000),
        AuthorName = received.FromMe ? null : (received.SenderName ?? NumberOf(received.Participant))?.Fit(200),
        SentAt = received.SentAt,
        CreatedAt = now,
        AwaitsTurn = awaits,
        NextAttemptAt = debounce > TimeSpan.Zero ? now + debounce : null,
    };

    private static MessageTrace ToTrace(OpenInstance instance, MessageReceived received, Message message, bool awaits, DateTimeOffset now) => new()
    {
        InstanceId = instance.Instance.Id,
        InstanceName = instance.Instance.Name,
        Channel = instance.Instance.Channel,
        ConversationId = message.ConversationId,
        MessageId = message.Id,
        MessageLength = message.Text?.Length ?? 0,
        HasMedia = received.Kind is MessageKind.Image or MessageKind.Video or MessageKind.Audio or MessageKind.Document or MessageKind.Sticker,
        HasQuotedMessage = received.QuotedProviderId is not null,
        Status = awaits ? TraceStatus.WebhookReceived : TraceStatus.Completed,
        MessageKind = received.Kind,
        Sender = (received.Participant.Count > 0 ? received.Participant[0] : received.Addresses[0]).Value,
        SenderName = message.AuthorName,
        ReceivedAt = now,
        CompletedAt = awaits ? null : now,
    };

    private static TracePayload ToPayload(MessageTrace trace, Lazy<string> payload, DateTimeOffset now)
        => new() { TraceId = trace.Id, Stage = "webhook_received", Payload = payload.Value, At = now };
}
