namespace Omni.Core.Messages;

internal static class SaidMessages
{
    extension(IQueryable<Message> messages)
    {
        /// <summary>What may stand last in its thread: not what waits for its time, nor what was cancelled before it left.</summary>
        public IQueryable<Message> Said() => messages.Where(m => m.Status != MessageStatus.Scheduled && m.Status != MessageStatus.Cancelled);
    }
}
