// The addresses at which the world reaches an instance.
using Omni.Core.Contacts;

namespace Omni.Core.Instances;

public static class InstanceAddresses
{
    /// <summary>Where the gateway posts; null for channels without one.</summary>
    public static string? WebhookOf(Instance instance, string publicUrl)
        => instance.Channel is ChannelType.WhatsApp ? $"{publicUrl}/webhook/evolution/{instance.Name}" : null;

    /// <summary>The page on which visitors write; null for other channels.</summary>
    public static string? ChatOf(Instance instance, string publicUrl)
        => instance.Channel is ChannelType.WebChat ? $"{publicUrl}/chat/{instance.Name}" : null;
}
