// Remembers who is the same person as whom, without writing it down: for dry runs, and for what imported rows tie together.
namespace Omni.Core.Backfill;

internal sealed class SamePerson
{
    private readonly Dictionary<string, string> _parents = [];
    private int _unions;

    /// <summary>Of a contact.</summary>
    public static string Of(Guid contactId) => contactId.ToString("N");

    /// <summary>The one name that stands for all of the same person.</summary>
    public string Find(string name)
    {
        while (_parents.TryGetValue(name, out var parent))
        {
            // Halves the way for the next one.
            if (_parents.TryGetValue(parent, out var above))
            {
                _parents[name] = above;
            }

            name = parent;
        }

        return name;
    }

    public void Unite(string one, string other)
    {
        var (first, second) = (Find(one), Find(other));

        if (first != second)
        {
            _parents[second] = first;
            _unions++;
        }
    }

    /// <summary>How many persons fewer there are than names, so far.</summary>
    public int Unions => _unions;
}
