// Writes checked fields onto an instance.
using Omni.Core.Contacts;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.Instances;

internal static class ApplyInstanceFields
{
    extension(Instance instance)
    {
        /// <param name="fields">Checked by <see cref="InstanceRules"/>.</param>
        /// <param name="isNew">True gives absent fields what a new instance has; false leaves them.</param>
        /// <param name="secrets">Seals keys.</param>
        public void Apply(InstanceFields fields, bool isNew, SecretBox secrets)
        {
            instance.IsActive = Value(fields.IsActive, instance.IsActive) ?? true;
            instance.WebhookAuth = Value(fields.WebhookAuth, instance.WebhookAuth is WebhookAuth.None ? "none" : "token") == "none" ? WebhookAuth.None : WebhookAuth.Token;

            instance.SplitsLongTexts = Value(fields.EnableAutoSplit, instance.SplitsLongTexts) ?? true;
            instance.SendsPerMinute = Value(fields.SendLimitPerMinute, instance.SendsPerMinute);
            instance.AccessMode = Value(fields.AccessMode, instance.AccessMode is AccessMode.Allowlist ? "allowlist" : "open") == "allowlist" ? AccessMode.Allowlist : AccessMode.Open;
            instance.IsSendingPaused = Value(fields.SendingPaused, instance.IsSendingPaused) ?? false;
            instance.GiveBackMinutes = Value(fields.GiveBackMinutes, instance.GiveBackMinutes);

            if (instance.Channel is ChannelType.WebChat)
            {
                instance.AllowedOrigins = [.. (Value(fields.AllowedOrigins, instance.AllowedOrigins) ?? []).Select(o => InstanceRules.OriginOf(o)!).Distinct()];
                return;
            }

            instance.EvolutionUrl = Text(Value(fields.EvolutionUrl, instance.EvolutionUrl));
            instance.EvolutionKey = secrets.Change(instance.EvolutionKey, fields.EvolutionKey);
            instance.WhatsAppInstance = Text(Value(fields.WhatsappInstance, instance.WhatsAppInstance)) ?? instance.Name;

            T Value<T>(Optional<T> field, T current) => field.IsGiven || isNew ? field.Value : current;
        }
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
