namespace Omni.Core.Channels.Outbound;

internal static class BrokenAnswers
{
    extension(Exception exception)
    {
        /// <summary>What reading an answer throws for what the other side did: it broke off, or is not compressed although it says so.</summary>
        public bool IsBrokenAnswer => exception is HttpRequestException or IOException or InvalidDataException;
    }
}
