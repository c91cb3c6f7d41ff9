// Shows a request's headers and query to channels as plain dictionaries, without copying them.
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Omni.Web.Webhooks;

internal sealed class HeaderLookup(IHeaderDictionary headers) : RequestLookup
{
    protected override IEnumerable<KeyValuePair<string, StringValues>> All => headers;

    protected override bool TryFind(string key, out StringValues values) => headers.TryGetValue(key, out values);
}

internal sealed class QueryLookup(IQueryCollection query) : RequestLookup
{
    protected override IEnumerable<KeyValuePair<string, StringValues>> All => query;

    protected override bool TryFind(string key, out StringValues values) => query.TryGetValue(key, out values);
}

internal abstract class RequestLookup : IReadOnlyDictionary<string, string>
{
    public IEnumerable<string> Keys => All.Select(h => h.Key);

    public IEnumerable<string> Values => All.Select(h => h.Value.ToString());

    public int Count => All.Count();

    protected abstract IEnumerable<KeyValuePair<string, StringValues>> All { get; }

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => TryFind(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var found = TryFind(key, out var values);
        value = found ? values.ToString() : null;
        return found;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => All.Select(h => KeyValuePair.Create(h.Key, h.Value.ToString())).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected abstract bool TryFind(string key, out StringValues values);
}
