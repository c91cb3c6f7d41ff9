// Reads every GET of the API that the document names, with ids that its own lists give.
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Omni.Tests.Secrets;

internal sealed partial class LookAtApi(HttpClient api, IReadOnlyDictionary<string, string> given)
{
    private static readonly string[] Ids = ["id", "trace_id", "name", "slug"];

    /// <summary>Every address and what it answered. Fails for an address whose parts nobody could fill in: furnish the test with one.</summary>
    public async Task<List<(string Address, string Answer)>> RunAsync()
    {
        var document = JsonElement.Parse(await api.GetStringAsync("/openapi/v1.json"));
        var answers = new List<(string, string)>();

        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _) && p.Name.StartsWith("/api/v1/", StringComparison.Ordinal)))
        {
            var address = await FillInAsync(path.Name);
            using var answer = await api.GetAsync(address);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.NotFound, $"{address}: {(int)answer.StatusCode} {text}");
            answers.Add((address, $"{answer.Headers} {text}"));
        }

        return answers;
    }

    private async Task<string> FillInAsync(string path)
    {
        while (Parameter().Match(path) is { Success: true } found)
        {
            var before = path[..found.Index].TrimEnd('/');
            var value = given.GetValueOrDefault($"{before}/{found.Value}") ?? await FirstOfAsync(before);
            Assert.True(value is not null, $"Nothing stands under {before}, so {path} was not looked at: let the canary test make one.");
            path = $"{path[..found.Index]}{Uri.EscapeDataString(value!)}{path[(found.Index + found.Length)..]}";
        }

        return path;
    }

    private async Task<string?> FirstOfAsync(string list)
    {
        using var answer = await api.GetAsync(list);

        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var first = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("items").EnumerateArray().FirstOrDefault();
        return first.ValueKind is JsonValueKind.Object ? Ids.Select(id => first.TryGetProperty(id, out var value) ? value.GetString() : null).FirstOrDefault(v => v is not null) : null;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
