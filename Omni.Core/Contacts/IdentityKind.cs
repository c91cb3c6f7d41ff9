namespace Omni.Core.Contacts;

/// <summary>What sort of address an identity is. LID digits are never a phone number.</summary>
public enum IdentityKind
{
    /// <summary>E.164 with its plus, such as <c>+5511988887777</c>.</summary>
    Phone,

    /// <summary>WhatsApp's hidden id, digits only, from <c>…@lid</c>.</summary>
    Lid,

    /// <summary>A group's jid, such as <c>120363000000000001@g.us</c>.</summary>
    Group,

    /// <summary>A visitor of a web chat, a GUID of ours.</summary>
    Visitor,

    DiscordUser,

    /// <summary>Team and user, such as <c>T123:U456</c>.</summary>
    SlackUser,

    ChatwootContact,

    Email,

    /// <summary>What another system called their lead, as <c>lead:17</c>: imported messages of one such lead are one person's.</summary>
    ImportedLead,
}
