// The channels that this Omni speaks, by type.
using Omni.Core.Contacts;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Core.Channels;

public sealed class ChannelDirectory(IEnumerable<IChannel> channels)
{
    private readonly Dictionary<ChannelType, IChannel> _channels = channels.ToDictionary(c => c.Type);

    public IReadOnlyCollection<ChannelType> Supported => _channels.Keys;

    /// <summary>Null for a channel that this Omni does not speak.</summary>
    public IChannel? Find(ChannelType type) => _channels.GetValueOrDefault(type);

    /// <summary>Null when the channel of that instance carries messages of that kind.</summary>
    public Error? Refusal(ChannelType type, string instanceName, MessageKind kind)
        => Find(type)?.Carries(kind) is true ? null : Error.Invalid("kind", Sentence(type, instanceName, kind));

    /// <summary>That the channel of that instance does not carry messages of that kind, in words for people.</summary>
    public static string Sentence(ChannelType type, string instanceName, MessageKind kind)
        => $"{kind.InPlural()} cannot be sent through {instanceName}{(type is ChannelType.WebChat ? ": a web chat takes text only" : "")}.";
}
