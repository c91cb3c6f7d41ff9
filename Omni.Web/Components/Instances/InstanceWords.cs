// How an instance stands, in words and in a tone.
using Omni.Core.Contacts;
using Omni.Core.Instances;

namespace Omni.Web.Components.Instances;

internal static class InstanceWords
{
    extension(Instance instance)
    {
        public string StateInWords => instance switch
        {
            { IsActive: false } => "Switched off",
            { Channel: ChannelType.WhatsApp, EvolutionUrl: null } => "No gateway set",
            { ShownState: ConnectionState.Connected } => "Connected",
            { ShownState: ConnectionState.Connecting } => "Connecting",
            { ShownState: ConnectionState.Error } => "Not working",
            { StateAt: null } => "Not connected yet",
            _ => "Disconnected",
        };

        public string Tone => instance switch
        {
            { IsActive: false } => "off",
            { ShownState: ConnectionState.Connected } => "good",
            { ShownState: ConnectionState.Connecting } => "wait",
            { ShownState: ConnectionState.Error } => "bad",
            { Channel: ChannelType.WhatsApp, EvolutionUrl: null } => "wait",
            { StateAt: null } => "off",
            _ => "bad",
        };
    }
}
