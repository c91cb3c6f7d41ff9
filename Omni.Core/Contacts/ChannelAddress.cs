// One address of a person or group on a channel.

namespace Omni.Core.Contacts;

/// <param name="Channel">The channel on which the address means something.</param>
/// <param name="Kind">What sort of address it is.</param>
/// <param name="Value">The normal form for its kind, as <see cref="IdentityKind"/> says.</param>
public readonly record struct ChannelAddress(ChannelType Channel, IdentityKind Kind, string Value);
