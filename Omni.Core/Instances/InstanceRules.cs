// What an instance's fields may hold, for the page and the API alike.
using System.Text.RegularExpressions;
using Omni.Core.Contacts;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Texts;

namespace Omni.Core.Instances;

internal static partial class InstanceRules
{
    /// <summary>The channels that can be connected today, by their names on the wire.</summary>
    public static readonly IReadOnlyDictionary<string, ChannelType> Channels = new Dictionary<string, ChannelType>
    {
        ["whatsapp"] = ChannelType.WhatsApp,
        ["webchat"] = ChannelType.WebChat,
    };

    private const int MostOrigins = 100;

    public static void CheckNew(FieldErrors errors, InstanceFields fields)
    {
        errors.Require(
            fields.Name.Value is { } name && Name().IsMatch(name), "name", "Use 2 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit.");

        var channel = fields.ChannelType.Value;

        if (string.IsNullOrEmpty(channel))
        {
            errors.Add("channel_type", $"Choose a channel: {string.Join(" or ", Channels.Keys)}.");
        }
        else if (!Channels.ContainsKey(channel))
        {
            errors.Add("channel_type", Enum.GetNames<ChannelType>().Contains(channel, StringComparer.OrdinalIgnoreCase)
                ? $"The channel {channel} is not available yet. Choose {string.Join(" or ", Channels.Keys)}."
                : $"There is no such channel. Choose {string.Join(" or ", Channels.Keys)}.");
        }

        CheckCommon(errors, fields);

        if (fields.AutoSetup.Value is true)
        {
            const string Needed = "Setting it up on the gateway needs this.";
            errors.Require(channel != "webchat", "auto_setup", "A web chat has no gateway to set up.");
            errors.Require(channel != "whatsapp" || fields.EvolutionUrl.Value is { Length: > 0 }, "evolution_url", Needed);
            errors.Require(channel != "whatsapp" || fields.EvolutionKey.Value is { Length: > 0 }, "evolution_key", Needed);
        }
    }

    public static void CheckChange(FieldErrors errors, InstanceFields fields, Instance instance, bool keepsKeys)
    {
        errors.Require(!fields.Name.IsGiven || fields.Name.Value == instance.Name, "name", "A name cannot change: webhook addresses are made of it.");
        errors.Require(
            !fields.ChannelType.IsGiven || fields.ChannelType.Value is { } channel && Channels.GetValueOrDefault(channel, (ChannelType)(-1)) == instance.Channel,
            "channel_type",
            "The channel cannot change. Make another instance.");
        CheckCommon(errors, fields);

        // The key is for the gateway it was given for: whoever may only change the address must not have it sent elsewhere.
        errors.Require(
            keepsKeys || !fields.EvolutionUrl.IsGiven || instance.EvolutionKey is null || !Masked.Keeps(fields.EvolutionKey) || WebAddress.LeadsTo(fields.EvolutionUrl.Value, instance.EvolutionUrl),
            "evolution_key",
            Masked.OtherHostRule);
    }

    /// <summary>The origin of a web page, such as <c>https://example.com</c>; null when it is none.</summary>
    public static string? OriginOf(string text)
        => WebAddress.Read(text) is { PathAndQuery: "/" } ? new Uri(text.Trim()).GetLeftPart(UriPartial.Authority) : null;

    private static void CheckCommon(FieldErrors errors, InstanceFields fields)
    {
        errors.Require(fields.EvolutionUrl.Value is not { Length: > 0 } url || WebAddress.IsValid(url), "evolution_url", WebAddress.Rule);
        errors.Require(fields.EvolutionKey.Value is not { Length: > 0 } key || Masked.Is(key) || Masked.IsHeaderSafe(key), "evolution_key", Masked.HeaderRule);
        errors.Require(
            fields.WhatsappInstance.Value is not { } there || (there.Trim().Length <= 200 && !there.Any(char.IsControl)), "whatsapp_instance", "Use at most 200 characters.");
        errors.Require(fields.WebhookAuth.Value is null or "token" or "none", "webhook_auth", "Choose token or none.");

        errors.Require(fields.AccessMode.Value is null or "open" or "allowlist", "access_mode", "Choose open or allowlist.");
        errors.Require(fields.SendLimitPerMinute.Value is null or (>= 1 and <= 6000), "send_limit_per_minute", "Give a whole number from 1 to 6000, or nothing for no limit.");
        errors.Require(fields.GiveBackMinutes.Value is null or (>= 1 and <= 10_080), "give_back_minutes", "Give whole minutes from 1 to 10080, or nothing for never.");

        var origins = fields.AllowedOrigins.Value ?? [];
        errors.Require(origins.Count <= MostOrigins, "allowed_origins", $"Name at most {MostOrigins} pages.");

        foreach (var origin in origins.Take(MostOrigins))
        {
            errors.Require(origin is { Length: <= WebAddress.MaxLength } && OriginOf(origin) is not null, "allowed_origins", $"'{origin?.Shown}' is no web page's origin. Write it like https://example.com.");
        }
    }

    // \z, not $: a name that ends in a line break is none.
    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,62}\z")]
    private static partial Regex Name();
}
