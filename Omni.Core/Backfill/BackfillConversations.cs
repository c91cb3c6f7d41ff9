// Links every message to the one thread of its person: first what was imported, then what was split, then what stands in the wrong thread.
using Omni.Core.Jobs;

namespace Omni.Core.Backfill;

internal sealed class BackfillConversations(LinkImported link, UniteByNumber byNumber, UniteByPair byPair, MoveWrong move) : IJobWork
{
    public BackgroundJobKind Kind => BackgroundJobKind.BackfillConversations;

    public IReadOnlyList<IJobStep> Steps { get; } = [link, byNumber, byPair, move];
}
