// What a form says about an instance, before it is checked.
using Omni.Core.Contacts;
using Omni.Core.Instances;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Instances;

public sealed class InstanceDraft
{
    public string Name { get; set; } = "";

    public ChannelType Channel { get; set; } = ChannelType.WhatsApp;

    public string EvolutionUrl { get; set; } = "";

    /// <summary>Null keeps the stored key.</summary>
    public string? EvolutionKey { get; set; }

    public string WhatsappInstance { get; set; } = "";

    /// <summary>Empty means people only.</summary>
    public string Agent { get; set; } = "";

    public bool IsActive { get; set; } = true;

    public bool TakesUnsigned { get; set; }

    public bool SetsUpGateway { get; set; } = true;

    public bool SplitsLongTexts { get; set; } = true;

    /// <summary>Messages a minute; empty for no limit.</summary>
    public string SendLimit { get; set; } = "";

    public bool IsPaused { get; set; }

    /// <summary>Quiet minutes after which the agent gets a conversation back; empty for never.</summary>
    public string GiveBackMinutes { get; set; } = "";

    /// <summary><c>open</c> or <c>allowlist</c>.</summary>
    public string AccessMode { get; set; } = "open";

    /// <summary>One origin a line.</summary>
    public string AllowedOrigins { get; set; } = "";

    public static InstanceDraft Of(InstanceRow row) => new()
    {
        Name = row.Instance.Name,
        Channel = row.Instance.Channel,
        EvolutionUrl = row.Instance.EvolutionUrl ?? "",
        WhatsappInstance = row.Instance.WhatsAppInstance ?? "",
        Agent = row.Agent?.Name ?? "",
        IsActive = row.Instance.IsActive,
        TakesUnsigned = row.Instance.WebhookAuth is WebhookAuth.None,
        AllowedOrigins = string.Join('\n', row.Instance.AllowedOrigins),
        SplitsLongTexts = row.Instance.SplitsLongTexts,
        SendLimit = NumberText.Of(row.Instance.SendsPerMinute),
        IsPaused = row.Instance.IsSendingPaused,
        GiveBackMinutes = NumberText.Of(row.Instance.GiveBackMinutes),
        AccessMode = row.Instance.AccessMode.ToString().ToLowerInvariant(),
    };

    public InstanceFields ToNew() => ToChange() with
    {
        Name = Name.Trim(),
        ChannelType = Channel.ToString().ToLowerInvariant(),
        AutoSetup = SetsUpGateway && Channel is ChannelType.WhatsApp,
    };

    public InstanceFields ToChange()
    {
        var fields = new InstanceFields
        {
            Agent = TextOrNull(Agent),
            IsActive = IsActive,
            WebhookAuth = TakesUnsigned ? "none" : "token",
            EnableAutoSplit = SplitsLongTexts,
            SendLimitPerMinute = NumberText.Whole(SendLimit),
            SendingPaused = IsPaused,
            GiveBackMinutes = NumberText.Whole(GiveBackMinutes),
            AccessMode = AccessMode,
        };

        if (Channel is ChannelType.WebChat)
        {
            return fields with { AllowedOrigins = AllowedOrigins.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };
        }

        fields = fields with { EvolutionUrl = TextOrNull(EvolutionUrl), WhatsappInstance = TextOrNull(WhatsappInstance) };
        return EvolutionKey is null ? fields : fields with { EvolutionKey = TextOrNull(EvolutionKey) };
    }

    private static string? TextOrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
