// What open screens are told: that something changed, never what it says.
using Omni.Core.Tenancy;

namespace Omni.Core.Feed;

/// <param name="Tenant">Whose screens are told.</param>
/// <param name="Kind">What changed.</param>
/// <param name="SubjectId">The conversation, instance, contact, job, subscription or rule; empty for <see cref="FeedKind.Everything"/>.</param>
public readonly record struct FeedEvent(TenantId Tenant, FeedKind Kind, Guid SubjectId)
{
    /// <summary>Whether nothing stored is behind it: whoever reads anew for it finds nothing.</summary>
    public bool IsPassing => Kind is FeedKind.Growing or FeedKind.Typing or FeedKind.Recording or FeedKind.Paused;
}

public enum FeedKind
{
    /// <summary>Messages, receipts, status, unread or assignment of a conversation.</summary>
    Conversation,

    /// <summary>State or settings of an instance.</summary>
    Instance,

    /// <summary>Changes may have been missed: read everything again.</summary>
    Everything,

    /// <summary>Who a contact is, or one of their leads.</summary>
    Contact,

    /// <summary>Progress of a long work.</summary>
    Job,

    /// <summary>What waits for its time in a conversation.</summary>
    Schedule,

    /// <summary>Settings or log of a webhook subscription.</summary>
    Webhook,

    /// <summary>An answer that an agent is writing in a conversation. Told on its own node only: nothing of it is stored, and the others see it when it is.</summary>
    Growing,

    /// <summary>Rules on who may write.</summary>
    Access,

    /// <summary>The customer of a conversation is writing. Of this and the next two nothing is stored; see TypingSigns.</summary>
    Typing,

    /// <summary>The customer of a conversation is speaking into the phone.</summary>
    Recording,

    /// <summary>The customer of a conversation does neither any more.</summary>
    Paused,
}
