// How a channel is called and drawn on screens.
using Omni.Core.Contacts;

namespace Omni.Web.Components.Shared;

internal static class ChannelWords
{
    extension(ChannelType channel)
    {
        public string InWords() => channel switch
        {
            ChannelType.WebChat => "Web chat",
            _ => channel.ToString(),
        };

        public string IconName() => channel switch
        {
            ChannelType.WhatsApp => "phone",
            ChannelType.Discord or ChannelType.Slack => "hash",
            _ => "chat",
        };
    }
}
