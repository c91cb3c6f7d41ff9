// What webhooks and their deliveries are called on the screens.
using System.Globalization;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Web.Components.WebhookSubscriptions;

internal static class WebhookWords
{
    private static readonly Dictionary<string, string> Events = new()
    {
        [WebhookEvents.MessageCreated] = "New message",
        [WebhookEvents.MessageUpdated] = "Message changed",
        [WebhookEvents.ConversationCreated] = "New conversation",
        [WebhookEvents.ConversationUpdated] = "Conversation changed",
        [WebhookEvents.ContactCreated] = "New contact",
        [WebhookEvents.ContactUpdated] = "Contact changed",
        [WebhookEvents.Ping] = "Test",
    };

    /// <summary>An event's name on the wire, as people say it.</summary>
    public static string EventInWords(string name) => Events.GetValueOrDefault(name, name);

    extension(WebhookSubscription subscription)
    {
        public string Host => new Uri(subscription.Url) is var url && url.IsDefaultPort ? url.Host : url.Authority;

        public string StateInWords => !subscription.IsActive ? "Paused" : subscription.FailingSince is null ? "Active" : "Failing";

        public string Tone => !subscription.IsActive ? subscription.PauseReason is null ? "off" : "bad" : subscription.FailingSince is null ? "good" : "wait";
    }

    extension(WebhookDelivery delivery)
    {
        public string StatusInWords => delivery switch
        {
            { Status: WebhookDeliveryStatus.Delivered } => "Delivered",
            { Status: WebhookDeliveryStatus.Failed } => "Failed",
            { Attempts: 0 } => "Waiting",
            _ => "Trying again",
        };

        public string Tone => delivery.Status switch
        {
            WebhookDeliveryStatus.Delivered => "good",
            WebhookDeliveryStatus.Failed => "bad",
            _ => "wait",
        };

        /// <summary>How long the last attempt took; null before the first.</summary>
        public string? DurationInWords => delivery.DurationMs switch
        {
            null => null,
            < 1000 and var ms => string.Create(CultureInfo.InvariantCulture, $"{ms} ms"),
            var ms => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.0} s"),
        };
    }
}
