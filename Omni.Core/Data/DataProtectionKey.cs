// One key of the ring that seals cookies and secrets; all nodes share the ring.
using Omni.Core.Tenancy;

namespace Omni.Core.Data;

public sealed class DataProtectionKey : IShared
{
    public int Id { get; private set; }

    public required string FriendlyName { get; init; }

    public required string Xml { get; init; }
}
