// Which column of a file means what, by the words of its first line.
using System.Globalization;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Results;
using Omni.Core.Texts;

namespace Omni.Core.Leads.Importing;

internal sealed class CsvColumns
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "name",
        ["phone_number"] = "phone_number",
        ["phone number"] = "phone_number",
        ["phone"] = "phone_number",
        ["email"] = "email",
        ["e-mail"] = "email",
        ["stage"] = "stage",
        ["source"] = "source",
        ["value"] = "value",
        ["notes"] = "notes",
    };

    private readonly List<string?> _meanings = [];
    private readonly List<string> _titles = [];

    private CsvColumns()
    {
    }

    public static Result<CsvColumns> Read(IReadOnlyList<string> titles)
    {
        var columns = new CsvColumns();

        foreach (var title in titles.Select(t => CsvText.Unguard(t.Replace("\0", "", StringComparison.Ordinal).Trim())))
        {
            var meaning = Known.GetValueOrDefault(title);
            columns._titles.Add(title);
            columns._meanings.Add(meaning is not null && !columns._meanings.Contains(meaning) ? meaning : null);
        }

        return columns._meanings.Exists(m => m is "phone_number" or "email")
            ? columns
            : Error.Invalid("file", "The first line must name the columns: name, phone_number or email, and others as you like.");
    }

    /// <returns>Invalid for a line that cannot be used.</returns>
    public Result<ImportLine> Read(int line, IReadOnlyList<string> cells, string region)
    {
        if (cells.Count > _titles.Count && cells.Skip(_titles.Count).Any(c => !string.IsNullOrWhiteSpace(c)))
        {
            return Error.Invalid($"It has {cells.Count} fields, and the first line names {_titles.Count}.");
        }

        var texts = cells.Take(_titles.Count).Select((text, at) => (Meaning: _meanings[at], Title: _titles[at], Text: CheckContact.TextOrNull(CsvText.Unguard(text.Replace("\0", "", StringComparison.Ordinal).Trim())))).ToList();
        string? Of(string meaning) => texts.Find(t => t.Meaning == meaning).Text;
        var attributes = texts.Where(t => t.Meaning is null && t.Title.Length > 0 && t.Text is not null).GroupBy(t => t.Title).ToDictionary(g => g.Key, g => g.Last().Text);
        var errors = new FieldErrors();
        var number = CheckContact.Number(errors, Of("phone_number"), region);
        CheckContact.Fields(errors, new() { Name = Of("name"), Email = Of("email"), Attributes = attributes });
        var lead = Lead(errors, Of);
        errors.Require(!errors.IsEmpty || number is not null || Of("email") is not null, "phone_number", "Give a number or an e-mail address, by which the person is known again.");
        return errors.ToError() is { } error
            ? Error.Invalid(Of("phone_number") is { } typed && number is null ? error.Message.Replace(TypedNumber.Rule, $"'{typed.Shown}' is no telephone number.", StringComparison.Ordinal) : error.Message)
            : new ImportLine(line, Of("name"), number, Of("email"), attributes, lead);
    }

    private static LeadFields? Lead(FieldErrors errors, Func<string, string?> of)
    {
        if (of("stage") is null && of("source") is null && of("value") is null && of("notes") is null)
        {
            return null;
        }

        decimal? value = null;

        if (of("value") is { } text)
        {
            var isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            errors.Require(isNumber, "value", $"'{text.Shown}' is no value. Write it without separators, such as 1500.50.");
            value = isNumber ? number : null;
        }

        var fields = new LeadFields { Stage = of("stage"), Source = of("source"), Value = value, Notes = of("notes") };
        CheckLead.Fields(errors, fields, isNew: false);
        return fields;
    }
}
