// One NOTIFY between nodes: the teller's id, then a change each: kind as one letter from 0 on, tenant, subject.
using Omni.Core.Feed;

namespace Omni.Core.Data.Postgres;

internal static class FeedNotice
{
    public static string Write(Guid node, IEnumerable<FeedEvent> changes)
        => string.Join(' ', changes.Select(c => $"{(char)('0' + (int)c.Kind)}{c.Tenant.Value:N}{c.SubjectId:N}").Prepend(node.ToString("N")));

    /// <summary>The changes that another node told; none for our own.</summary>
    public static IEnumerable<FeedEvent> Read(Guid self, string payload)
    {
        var words = payload.Split(' ');
        return words[0] == self.ToString("N")
            ? []
            : words.Skip(1).Where(w => w.Length == 65).Select(w => new FeedEvent(new(Guid.ParseExact(w[1..33], "N")), (FeedKind)(w[0] - '0'), Guid.ParseExact(w[33..], "N")));
    }
}
