// The channels that this Omni speaks, by type.
using Omni.Core.Contacts;

namespace Omni.Core.Channels;

public sealed class ChannelDirectory(IEnumerable<IChannel> channels)
{
    private readonly Dictionary<ChannelType, IChannel> _channels = channels.ToDictionary(c => c.Type);

    public IReadOnlyCollection<ChannelType> Supported => _channels.Keys;

    /// <summary>Null for a channel that this Omni does not speak.</summary>
    public IChannel? Find(ChannelType type) => _channels.GetValueOrDefault(type);
}
