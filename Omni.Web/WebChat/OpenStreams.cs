// The streams that are open on this node: how many each visitor and address has, and how to wake those of one visitor.
namespace Omni.Web.WebChat;

internal sealed class OpenStreams
{
    // Browsers open six connections to one host: one is left for posting.
    private const int PerVisitor = 5;
    private const int PerAddress = 50;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<StreamPlace>> _visitors = [];
    private readonly Dictionary<string, int> _addresses = [];

    /// <summary>A place until it is disposed; null when the visitor or the address has enough of them.</summary>
    public StreamPlace? Take(Guid visitor, string address)
    {
        lock (_gate)
        {
            var places = _visitors.GetValueOrDefault(visitor);
            var open = _addresses.GetValueOrDefault(address);

            if (places?.Count >= PerVisitor || open >= PerAddress)
            {
                return null;
            }

            if (places is null)
            {
                _visitors[visitor] = places = [];
            }

            var place = new StreamPlace(given => Free(given, visitor, address));
            places.Add(place);
            _addresses[address] = open + 1;
            return place;
        }
    }

    /// <summary>Tells the visitor's streams to read now.</summary>
    public void Wake(Guid visitor)
    {
        StreamPlace[] places;

        lock (_gate)
        {
            places = [.. _visitors.GetValueOrDefault(visitor) ?? []];
        }

        foreach (var place in places)
        {
            place.WakeAtOnce();
        }
    }

    private void Free(StreamPlace place, Guid visitor, string address)
    {
        lock (_gate)
        {
            if (_visitors.TryGetValue(visitor, out var places) && places.Remove(place) && places.Count == 0)
            {
                _visitors.Remove(visitor);
            }

            if (--_addresses[address] == 0)
            {
                _addresses.Remove(address);
            }
        }
    }
}
