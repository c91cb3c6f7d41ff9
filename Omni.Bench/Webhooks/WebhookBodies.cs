// Requests as Evolution 2.3.7 sends them: a recorded text message, with another person, id and text each time.
using System.Globalization;
using System.Text;

namespace Omni.Bench.Webhooks;

internal sealed class WebhookBodies(IReadOnlyList<WebhookTarget> targets, string host)
{
    public const int Persons = 200;
    private static readonly string[] Texts =
        ["Oi, tudo bem?", "Hi! Is the blue one still in stock? I would take two, size M.", "شكراً جزيلاً، سأمر غداً بعد الظهر", "אפשר להזיז את התור ליום רביעי אחרי 16:00?"];

    private readonly string _body = Read("inbound-text.json");

    /// <summary>Writes the request of a number: persons in turn, each always at the same instance.</summary>
    public int Write(long number, byte[] buffer)
    {
        var person = (int)(number % Persons);
        var body = _body
            .Replace("{{digits}}", string.Create(CultureInfo.InvariantCulture, $"1555{person:D7}"), StringComparison.Ordinal)
            .Replace("{{id}}", string.Create(CultureInfo.InvariantCulture, $"3A{number:X18}"), StringComparison.Ordinal)
            .Replace("{{name}}", string.Create(CultureInfo.InvariantCulture, $"Person {person}"), StringComparison.Ordinal)
            .Replace("{{text}}", Texts[number % Texts.Length], StringComparison.Ordinal);
        var target = targets[person % targets.Count];
        var head = $"POST {target.Path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nX-Omni-Webhook-Token: {target.Token}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
        var length = Encoding.UTF8.GetBytes(head, buffer);
        return length + Encoding.UTF8.GetBytes(body, buffer.AsSpan(length));
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(WebhookBodies).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Trim();
    }
}
