// The one road out: stores a message as queued, with its conversation, contact and instance, and wakes its lane; or as scheduled, until its time comes.
using Microsoft.EntityFrameworkCore;
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
    IDbContextFactory<OmniDbContext> databases, TenantContext tenant, DeliveryLanes lanes, LiveFeed feed, TimeProvider clock)
{
    private const int MostTries = 6;

    /// <summary>Stores the message, in the thread or where it went. A member's message silences the agent here; a repeated client key answers the first message.</summary>
    /// <returns>The stored message; NotFound for an unknown conversation, Invalid for a text that cannot be sent or a time that has passed, Conflict when no instance can carry it.</returns>
    public async Task<Result<Message>> RunAsync(NewMessage wanted, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(wanted.Text))
        {
            return Error.Invalid("text", "A message needs some text.");
        }

        if (wanted.Text.Length > Message.MaxTextLength)
        {
            return Error.Invalid("text", $"A message may have {Message.MaxTextLength} characters; this one has {wanted.Text.Length}.");
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                var stored = await StoreAsync(wanted, cancellationToken);

                if (stored.IsOk)
                {
                    feed.Publish(new(tenant.Required, wanted.Schedule is null ? FeedKind.Conversation : FeedKind.Schedule, stored.Value.ConversationId));
                    lanes.Wake(new(tenant.Required, tenant.RequiredSlug, stored.Value.ConversationId));
                }

                return stored;
            }
            catch (Exception exception) when (exception.IsWorthAnotherTry && tries < MostTries)
            {
                // Another request with the same key was first at this very instant, or the thread went into another one.
            }
        }
    }

    private async Task<Result<Message>> StoreAsync(NewMessage wanted, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        wanted = wanted with { ConversationId = await FollowMerge.RunAsync(db, wanted.ConversationId, cancellationToken) ?? wanted.ConversationId };

        if (wanted.ClientKey is not null
            && await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.ClientKey == wanted.ClientKey, cancellationToken) is { } repeated)
        {
            return Repeat(wanted, repeated);
        }

        if (await FindRouteAsync(db, wanted, cancellationToken) is not { } route)
        {
            return Error.NotFound("There is no such conversation.");
        }

        if (route.InstanceId is null)
        {
            return Error.Conflict("The instance that carried this conversation was deleted, so nothing can be sent through it.");
        }

        var now = clock.GetUtcNow();

        if (wanted.Schedule?.Time.Refusal(now) is { } refusal)
        {
            return refusal;
        }

        var message = ToMessage(wanted, route, now);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // First the conversation, whose row lock puts the messages of one conversation in order; then the message.
        if (await db.LockThreadAsync(wanted.ConversationId, cancellationToken) is not { } thread || thread.Id != wanted.ConversationId || thread.ContactId != route.ContactId)
        {
            throw new ThreadMovedException();
        }

        if (wanted.Schedule is { } schedule)
        {
            // Nothing was said yet: the thread stays as it is until its time comes.
            db.AddRange(message, MessageSchedule.Of(message, schedule, now));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return message;
        }

        if (wanted.Source is MessageSource.Member)
        {
            await PersonTakesOver.RunAsync(db, wanted.ConversationId, wanted.AuthorName, now, cancellationToken);
        }

        await db.Conversations.Where(c => c.Id == wanted.ConversationId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.LastMessageId, message.Id)
                .SetProperty(x => x.LastMessageAt, message.SentAt)
                .SetProperty(x => x.LastActivityAt, now)
                .SetProperty(x => x.WaitingSince, (DateTimeOffset?)null),
            cancellationToken);
        db.Add(message);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return message;
    }

    // A key says "the same message again". One that was sent elsewhere is another message: to answer with it would lose this one and show that one.
    private static Result<Message> Repeat(NewMessage wanted, Message first)
        => first.ConversationId == wanted.ConversationId && (wanted.InstanceId is null || wanted.InstanceId == first.InstanceId)
            ? first
            : Error.Conflict("This key was used for a message to somebody else. Give every message a key of its own.");

    private static async Task<Route?> FindRouteAsync(OmniDbContext db, NewMessage wanted, CancellationToken cancellationToken)
    {
        var route = await db.Conversations.Where(c => c.Id == wanted.ConversationId)
            .Select(c => new Route(c.ContactId, c.LeadId, c.InstanceId, c.InstanceName, c.ReplyAddress))
            .SingleOrDefaultAsync(cancellationToken);

        if (route is null || wanted.InstanceId is null || wanted.InstanceId == route.InstanceId)
        {
            return route is null ? null : route with { Address = wanted.Address ?? route.Address };
        }

        var name = await db.Instances.Where(i => i.Id == wanted.InstanceId).Select(i => i.Name).SingleOrDefaultAsync(cancellationToken);
        return name is null ? null : route with { InstanceId = wanted.InstanceId, InstanceName = name, Address = wanted.Address ?? route.Address };
    }

    private static Message ToMessage(NewMessage wanted, Route route, DateTimeOffset now) => new()
    {
        ConversationId = wanted.ConversationId,
        ContactId = route.ContactId,
        LeadId = route.LeadId,
        InstanceId = route.InstanceId,
        InstanceName = route.InstanceName,
        Address = route.Address,
        Direction = MessageDirection.Outbound,
        Source = wanted.Source,
        Kind = MessageKind.Text,
        Text = wanted.Text.Fit(Message.MaxTextLength),
        Status = wanted.Schedule is null ? MessageStatus.Queued : MessageStatus.Scheduled,
        AuthorId = wanted.AuthorId,
        AuthorName = wanted.AuthorName,
        ClientKey = wanted.ClientKey,
        SentAt = wanted.Schedule?.Time.At ?? now,
        CreatedAt = now,
    };

    private sealed record Route(Guid ContactId, Guid? LeadId, Guid? InstanceId, string InstanceName, string Address);
}
