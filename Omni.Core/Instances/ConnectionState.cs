namespace Omni.Core.Instances;

/// <summary>Whether an instance can be reached right now.</summary>
public enum ConnectionState
{
    Disconnected,
    Connecting,
    Connected,
    Error,
}
