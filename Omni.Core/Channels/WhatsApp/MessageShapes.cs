// The parts of a WhatsApp message by name: https://github.com/WhiskeySockets/Baileys, WAProto/WAProto.proto, message Message.
using Omni.Core.Messages;

namespace Omni.Core.Channels.WhatsApp;

internal static class MessageShapes
{
    public static readonly string[] Wrappers =
    [
        "ephemeralMessage", "viewOnceMessage", "viewOnceMessageV2", "viewOnceMessageV2Extension", "documentWithCaptionMessage",
        "editedMessage", "deviceSentMessage", "groupMentionedMessage", "lottieStickerMessage", "associatedChildMessage",
    ];

    /// <summary>In this order; the first that is filled is the text.</summary>
    public static readonly string[][] Texts =
    [
        ["conversation"],
        ["extendedTextMessage", "text"],
        ["imageMessage", "caption"],
        ["videoMessage", "caption"],
        ["ptvMessage", "caption"],
        ["documentMessage", "caption"],
        ["buttonsResponseMessage", "selectedDisplayText"],
        ["buttonsResponseMessage", "selectedButtonId"],
        ["listResponseMessage", "title"],
        ["listResponseMessage", "singleSelectReply", "selectedRowId"],
        ["templateButtonReplyMessage", "selectedDisplayText"],
        ["templateButtonReplyMessage", "selectedId"],
        ["interactiveResponseMessage", "body", "text"],
        ["pollCreationMessage", "name"],
        ["pollCreationMessageV2", "name"],
        ["pollCreationMessageV3", "name"],
        ["pollCreationMessageV4", "name"],
        ["pollCreationMessageV5", "name"],
        ["reactionMessage", "text"],
        ["contactMessage", "displayName"],
        ["contactsArrayMessage", "displayName"],
        ["locationMessage", "name"],
        ["locationMessage", "address"],
        ["liveLocationMessage", "caption"],
        ["orderMessage", "message"],
        ["orderMessage", "orderTitle"],
        ["interactiveMessage", "body", "text"],
        ["buttonsMessage", "contentText"],
        ["listMessage", "description"],
        ["templateMessage", "hydratedTemplate", "hydratedContentText"],
    ];

    public static readonly Dictionary<string, MessageKind> Kinds = new()
    {
        ["imageMessage"] = MessageKind.Image,
        ["videoMessage"] = MessageKind.Video,
        ["ptvMessage"] = MessageKind.Video,
        ["audioMessage"] = MessageKind.Audio,
        ["documentMessage"] = MessageKind.Document,
        ["stickerMessage"] = MessageKind.Sticker,
        ["locationMessage"] = MessageKind.Location,
        ["liveLocationMessage"] = MessageKind.Location,
        ["contactMessage"] = MessageKind.Contact,
        ["contactsArrayMessage"] = MessageKind.Contact,
        ["reactionMessage"] = MessageKind.Reaction,
        ["pollCreationMessage"] = MessageKind.Poll,
        ["pollCreationMessageV2"] = MessageKind.Poll,
        ["pollCreationMessageV3"] = MessageKind.Poll,
        ["pollCreationMessageV4"] = MessageKind.Poll,
        ["pollCreationMessageV5"] = MessageKind.Poll,
        ["pollUpdateMessage"] = MessageKind.Poll,
        ["orderMessage"] = MessageKind.Order,
    };

    /// <summary>Parts that stand beside a message or steer the chat, and say nothing by themselves.</summary>
    public static readonly HashSet<string> Silent =
    [
        "messageContextInfo", "contextInfo", "senderKeyDistributionMessage", "fastRatchetKeySenderKeyDistributionMessage", "protocolMessage",
        "albumMessage", "keepInChatMessage", "pinInChatMessage", "quoted", "extendedTextMessage",
    ];
}
