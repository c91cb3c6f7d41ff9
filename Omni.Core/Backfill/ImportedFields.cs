// The fields of one line of a file, whatever names its system gives them, made safe to store.
using System.Security.Cryptography;
using System.Text;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Backfill;

internal sealed class ImportedFields
{
    private static readonly string[][] Names =
    [
        ["to_number", "to"],
        ["from_number", "from"],
        ["remote_jid", "jid"],
        ["lead_id", "lead"],
        ["direction"],
        ["body", "text", "message", "content"],
        ["created_at", "sent_at", "timestamp", "date"],
    ];

    private static readonly int[] Longest = [100, 100, 100, 100, 20, Message.MaxTextLength, 60];
    private readonly string?[] _values = new string?[Names.Length];

    /// <summary>The place of a field by any of its names, however it is written; -1 for one that is not ours.</summary>
    public static int PlaceOf(string name)
    {
        var plain = name.Trim().Trim('\uFEFF').ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
        return Array.FindIndex(Names, names => names.Contains(plain.Replace("remotejid", "remote_jid", StringComparison.Ordinal)));
    }

    public bool IsEmpty => _values.All(v => v is null);

    public void Set(int place, string? value)
    {
        if (place >= 0 && !string.IsNullOrWhiteSpace(value))
        {
            var fit = (place == 5 ? value : value.Trim()).Fit(Longest[place]);
            _values[place] ??= fit.Length == 0 ? null : fit;
        }
    }

    public ImportedMessage ToRow(string? instanceName, DateTimeOffset now) => new()
    {
        Fingerprint = Digest(),
        ToNumber = _values[0],
        FromNumber = _values[1],
        RemoteJid = _values[2],
        LeadId = _values[3],
        Direction = _values[4],
        Body = _values[5],
        CreatedAt = _values[6],
        InstanceName = instanceName,
        ImportedAt = now,
    };

    // The lengths keep "a" + "bc" apart from "ab" + "c".
    private string Digest()
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(_values.Select(v => $"{v?.Length ?? -1}:{v}\n")))));
}
