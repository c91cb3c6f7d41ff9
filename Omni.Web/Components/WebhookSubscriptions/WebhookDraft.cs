// What a form says about a webhook, before it is checked.
using Omni.Core.WebhookSubscriptions;

namespace Omni.Web.Components.WebhookSubscriptions;

public sealed class WebhookDraft
{
    public string Url { get; set; } = "";

    /// <summary>All events, also those to come.</summary>
    public bool IsAll { get; set; } = true;

    public HashSet<string> Events { get; } = [];

    public static WebhookDraft Of(WebhookSubscription subscription)
    {
        var draft = new WebhookDraft { Url = subscription.Url, IsAll = subscription.Events.Count == 0 };
        draft.Events.UnionWith(subscription.Events);
        return draft;
    }

    public SubscriptionFields ToFields() => new() { Url = Url, Events = new(IsAll ? [WebhookEvents.Any] : [.. Events]) };

    public void Choose(string name, bool isChosen)
    {
        if (isChosen)
        {
            Events.Add(name);
        }
        else
        {
            Events.Remove(name);
        }
    }
}
