namespace Omni.Core.Messages;

/// <summary>What a message is, whatever channel carried it.</summary>
public enum MessageKind
{
    Text,
    Image,
    Video,
    Audio,
    Document,
    Sticker,
    Location,
    Contact,
    Reaction,
    Poll,
    Order,
    Unsupported,
}
