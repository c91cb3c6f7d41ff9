// Takes a receipt with all that it tells: what became of the message, and by which address the channel knows its person.
using Omni.Core.Contacts;
using Omni.Core.Messages;
using Omni.Core.Traces;

namespace Omni.Core.Conversations;

public sealed class TakeReceipts(ApplyReceipt receipts, LearnPairs pairs, TraceReceipt trace)
{
    /// <summary>Answers the threads that changed.</summary>
    /// <param name="instanceId">The instance that told it.</param>
    /// <param name="providerMessageId">Which message.</param>
    /// <param name="status">What became of it.</param>
    /// <param name="address">By which address the channel named its person; null when it did not say.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<Guid>> RunAsync(Guid instanceId, string providerMessageId, MessageStatus status, ChannelAddress? address, CancellationToken cancellationToken)
        => await LearnAsync(instanceId, providerMessageId, await receipts.RunAsync(instanceId, providerMessageId, status, address, cancellationToken), cancellationToken);

    /// <summary>Takes the receipts that came before their message. Call it after the commit that made the provider's id known.</summary>
    public async Task<IReadOnlyList<Guid>> TakeKeptAsync(Guid instanceId, string providerMessageId, CancellationToken cancellationToken)
        => await LearnAsync(instanceId, providerMessageId, await receipts.TakeKeptAsync(instanceId, providerMessageId, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<Guid>> LearnAsync(Guid instanceId, string providerMessageId, TakenReceipt taken, CancellationToken cancellationToken)
    {
        HashSet<Guid> changed = taken.ConversationId is { } id ? [id] : [];

        if (changed.Count > 0)
        {
            await trace.RunAsync(instanceId, providerMessageId, cancellationToken);
        }

        foreach (var address in taken.Addresses)
        {
            changed.UnionWith(await pairs.FromReceiptAsync(instanceId, providerMessageId, address, cancellationToken));
        }

        return [.. changed];
    }
}
