// Kinds of messages as refusals call them.
using Omni.Core.Messages;

namespace Omni.Core.Channels;

internal static class KindWords
{
    extension(MessageKind kind)
    {
        /// <summary>Several of them, beginning a sentence.</summary>
        public string InPlural() => kind switch
        {
            MessageKind.Text => "Texts",
            MessageKind.Image => "Pictures",
            MessageKind.Video => "Videos",
            MessageKind.Audio => "Voice messages and sound",
            MessageKind.Document => "Files",
            MessageKind.Sticker => "Stickers",
            MessageKind.Location => "Places",
            MessageKind.Contact => "Contacts",
            MessageKind.Reaction => "Reactions",
            _ => "Messages of this kind",
        };
    }
}
