// The one road out: stores a message as queued, with its conversation, contact and instance, and wakes its lane; or as scheduled, until its time comes.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Delivery;

public sealed class QueueMessage(
    IDbContextFactory<OmniDbContext> databases, TenantContext tenant, ChannelDirectory channels, DeliveryLanes lanes, LiveFeed feed, TimeProvider clock)
{
    /// <summary>Stores the message, in the thread or where it went. A member's message silences the agent here; a repeated client key answers the first message.</summary>
    /// <returns>The stored message; NotFound for an unknown conversation, Invalid for a text that cannot be sent or a time that has passed, Conflict when no instance can carry it.</returns>
    public async Task<Result<Message>> RunAsync(NewMessage wanted, CancellationToken cancellationToken)
    {
        if (CheckContent.Find(wanted.Content) is { } refusal)
        {
            return refusal;
        }

        // Again when another request with the same key was first at this very instant, or the thread went into another one.
        return await TryAgain.RunAsync<Result<Message>>(async () =>
        {
            var stored = await StoreAsync(wanted, cancellationToken);

            if (stored.IsOk)
            {
                feed.Publish(new(tenant.Required, wanted.Schedule is null ? FeedKind.Conversation : FeedKind.Schedule, stored.Value.ConversationId));
                lanes.Wake(new(tenant.Required, tenant.RequiredSlug, stored.Value.ConversationId));
            }

            return stored;
        });
    }

    private async Task<Result<Message>> StoreAsync(NewMessage wanted, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        wanted = wanted.To is null ? wanted with { ConversationId = await FollowMerge.RunAsync(db, wanted.ConversationId, cancellationToken) ?? wanted.ConversationId } : wanted;

        if (wanted.ClientKey is not null
            && await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.ClientKey == wanted.ClientKey, cancellationToken) is { } repeated)
        {
            return Repeat(wanted, repeated);
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (wanted.To is { } person)
        {
            wanted = wanted with { ConversationId = (await FindOrCreateThread.RunAsync(db, tenant.RequiredSlug, person, now, cancellationToken)).ConversationId };
        }
        else if (wanted.FollowsQuoted)
        {
            wanted = await FollowQuotedAsync(db, wanted, cancellationToken);
        }

        if (await FindRouteAsync(db, wanted, cancellationToken) is not { } route)
        {
            return Error.NotFound("There is no such conversation.");
        }

        if (route.InstanceId is null)
        {
            return Error.Conflict("The instance that carried this conversation was deleted, so nothing can be sent through it.");
        }

        if (channels.Refusal(route.Channel, route.InstanceName, wanted.Content.Kind) is { } cannot)
        {
            return cannot;
        }

        var quoted = await FindQuoted.RunAsync(db, wanted.ConversationId, route.InstanceId, wanted.Content.ReplyTo, cancellationToken);

        if (!quoted.IsOk)
        {
            return quoted.Error;
        }

        if (wanted.Schedule?.Time.Refusal(now) is { } refusal)
        {
            return refusal;
        }

        // First the conversation, whose row lock puts the messages of one conversation in order; then the message.
        if (await db.LockThreadAsync(wanted.ConversationId, cancellationToken) is not { } thread || thread.Id != wanted.ConversationId || thread.ContactId != route.ContactId)
        {
            throw new ThreadMovedException();
        }

        // The time under the lock, so that the thread shows them in the order in which they leave. What leaves later leaves as one: its pieces would need a schedule each.
        now = clock.GetUtcNow();
        var messages = MakeMessages.Of(wanted.Content, ToEnvelope(wanted, route, quoted.Value, now), wanted.Schedule is null && Splits(wanted, route));

        if (wanted.Schedule is { } schedule)
        {
            // Nothing was said yet: the thread stays as it is until its time comes.
            db.AddRange(messages[0], MessageSchedule.Of(messages[0], schedule, now));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return messages[0];
        }

        // Under the row lock, so that nothing slips by a person who takes over at this instant.
        if (wanted.IsAgents && !thread.BotEnabled)
        {
            return Error.Conflict("A person has this conversation now, so nothing was sent.");
        }

        // A reaction is no answer: it neither takes the conversation over nor ends anybody's waiting.
        var answers = wanted.Content.Kind is not MessageKind.Reaction;

        if (wanted.Source is MessageSource.Member && answers)
        {
            await PersonTakesOver.RunAsync(db, wanted.ConversationId, wanted.AuthorName, hasRead: true, now, cancellationToken);
        }

        var last = messages[^1];
        await db.Conversations.Where(c => c.Id == wanted.ConversationId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.LastMessageId, last.Id)
                .SetProperty(x => x.LastMessageAt, last.SentAt)
                .SetProperty(x => x.LastActivityAt, now)
                .SetProperty(x => x.WaitingSince, x => answers ? null : x.WaitingSince),
            cancellationToken);
        await db.AddInOrderAsync(messages, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return messages[0];
    }

    // What a person typed stays one message unless they want it cut.
    private static bool Splits(NewMessage wanted, Route route)
        => wanted.Content.Splits ?? (route.Splits && wanted.Source is not MessageSource.Member);

    // A key says "the same message again". One that was sent elsewhere is another message: to answer with it would lose this one and show that one.
    private static Result<Message> Repeat(NewMessage wanted, Message first)
        => (wanted.To is null ? first.ConversationId != wanted.ConversationId : first.Address != wanted.Address) || (wanted.InstanceId is not null && wanted.InstanceId != first.InstanceId)
            ? Error.Conflict("This key was used for a message to somebody else. Give every message a key of its own.")
            : SaysTheSame(wanted, first) ? first
            : Error.Conflict("This key was used for a message that said something else. Give every message a key of its own.");

    // The first piece of a text that was cut carries key and fingerprint. Messages from before there were fingerprints are compared as far as they can be.
    private static bool SaysTheSame(NewMessage wanted, Message first)
        => first.ContentHash is { } hash ? hash == HashContent.Run(wanted.Content, wanted.Schedule) : BeginsTheSame(wanted.Content, first);

    private static bool BeginsTheSame(NewContent content, Message first)
        => first is { EditedAt: not null } or { DeletedAt: not null } or { Status: MessageStatus.Scheduled or MessageStatus.Cancelled }
            || (first.Kind == content.Kind && content.Text.Fit(Message.MaxTextLength).TrimStart().StartsWith((first.Text ?? "").TrimStart(), StringComparison.Ordinal));

    private static async Task<NewMessage> FollowQuotedAsync(OmniDbContext db, NewMessage wanted, CancellationToken cancellationToken)
    {
        var quoted = !Guid.TryParse(wanted.Content.ReplyTo, out var id) ? null : await db.Messages
            .Where(m => m.Id == id && m.ConversationId == wanted.ConversationId && m.InstanceId != null)
            .Where(m => db.Conversations.Any(c => c.Id == m.ConversationId && c.InstanceId != m.InstanceId))
            .Select(m => new { m.InstanceId, m.Address })
            .SingleOrDefaultAsync(cancellationToken);
        return quoted is null ? wanted : wanted with { InstanceId = quoted.InstanceId, Address = quoted.Address };
    }

    private static async Task<Route?> FindRouteAsync(OmniDbContext db, NewMessage wanted, CancellationToken cancellationToken)
    {
        var route = await db.Conversations.Where(c => c.Id == wanted.ConversationId)
            .Select(c => new Route(c.ContactId, c.LeadId, c.InstanceId, c.InstanceName, c.ReplyAddress, c.Channel, false))
            .SingleOrDefaultAsync(cancellationToken);
        var instanceId = wanted.InstanceId ?? route?.InstanceId;

        if (route is null || instanceId is null)
        {
            return route;
        }

        var instance = await db.Instances.Where(i => i.Id == instanceId).Select(i => new { i.Name, i.Channel, i.SplitsLongTexts }).SingleOrDefaultAsync(cancellationToken);
        return instance is null ? null : route with
        {
            InstanceId = instanceId,
            InstanceName = instance.Name,
            Address = wanted.Address ?? route.Address,
            Channel = instance.Channel,
            Splits = instance.SplitsLongTexts,
        };
    }

    private static OutboundEnvelope ToEnvelope(NewMessage wanted, Route route, QuotedMessage? quoted, DateTimeOffset now) => new()
    {
        ConversationId = wanted.ConversationId,
        ContactId = route.ContactId,
        LeadId = route.LeadId,
        InstanceId = route.InstanceId,
        InstanceName = route.InstanceName,
        Address = route.Address,
        Source = wanted.Source,
        AuthorId = wanted.AuthorId,
        AuthorName = wanted.AuthorName,
        ClientKey = wanted.ClientKey,
        ContentHash = wanted.ClientKey is null ? null : HashContent.Run(wanted.Content, wanted.Schedule),
        Quoted = quoted,
        SendAt = wanted.Schedule?.Time.At,
        Now = now,
    };

    private sealed record Route(Guid ContactId, Guid? LeadId, Guid? InstanceId, string InstanceName, string Address, ChannelType Channel, bool Splits);
}
