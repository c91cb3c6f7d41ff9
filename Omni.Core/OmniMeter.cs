// What Omni counts about itself, for /metrics. No tenant, name or address is ever a tag.
using System.Diagnostics.Metrics;

namespace Omni.Core;

public static class OmniMeter
{
    public const string Name = "Omni";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> MessagesStored = Meter.CreateCounter<long>("omni.messages.stored", description: "Messages that channels brought and that were newly stored.");

    public static readonly Counter<long> Sends = Meter.CreateCounter<long>("omni.sends", description: "Attempts to send a message, by outcome: sent, refused, unavailable, lost.");

    public static readonly Counter<long> WebhookDeliveries = Meter.CreateCounter<long>("omni.webhook.deliveries", description: "Attempts to tell a subscriber, by outcome: delivered, failed.");

    public static readonly Counter<long> Turns = Meter.CreateCounter<long>("omni.turns", description: "Turns of agents, by outcome: answered, failed.");

    public static readonly Counter<long> WebhookRequests = Meter.CreateCounter<long>("omni.webhook.requests", description: "Requests to webhooks, by status.");
}
