// A start that fails for a reason the operator can change ends with a line for each reason and exit code 1; all else is a defect and keeps its stack trace.
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Omni.Web.Hosting;

internal static partial class StartFailures
{
    /// <summary>By the time this is heard, the host is disposed of and the private PostgreSQL has stopped.</summary>
    public static void EndInOneLine()
    {
        // Not where a test hosts us in its own process.
        if (Assembly.GetEntryAssembly() == typeof(StartFailures).Assembly)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, failure) =>
            {
                if (failure.ExceptionObject is Exception exception && Explain(exception) is { Count: > 0 } lines)
                {
                    Console.Error.WriteLine(string.Join(Environment.NewLine, lines));
                    Environment.Exit(1);
                }
            };
        }
    }

    /// <summary>What the operator reads; nothing when it is not the operator's to change.</summary>
    internal static IReadOnlyList<string> Explain(Exception exception) => exception switch
    {
        StartException => [OneLine(exception.Message)],
        OptionsValidationException invalid => [.. invalid.Failures.Select(f => OneLine(NameKey(invalid.OptionsType, f)))],
        AggregateException many when many.InnerExceptions.All(e => Explain(e).Count > 0) => [.. many.InnerExceptions.SelectMany(Explain)],
        InvalidOperationException when Unreadable().Match(exception.Message) is { Success: true } match => [$"{match.Groups["key"]} cannot be read as {match.Groups["type"]}"],
        InvalidDataException or FormatException when exception.InnerException is System.Text.Json.JsonException or FormatException => [OneLine(exception.Message)],
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => [OneLine(exception.Message)],
        _ => [],
    };

    // Validators name the property; operators know the key.
    private static string NameKey(Type options, string failure)
    {
        var section = options.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string ?? options.Name;
        var match = Member().Match(failure);
        return match.Success
            ? $"{string.Join(" and ", match.Groups["names"].Value.Split(", ").Select(n => $"{section}:{n}"))} {Wordy().Replace(match.Groups["words"].Value, "").TrimEnd('.')}"
            : $"{section}: {failure}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    [GeneratedRegex(@"^(Property )?(?<names>\w+(, \w+)*): (?<words>.+)$", RegexOptions.Singleline)]
    private static partial Regex Member();

    // "The field OmniOptions.DefaultRegion must …", "The AdminEmail field is not …"
    [GeneratedRegex(@"^The (field )?[\w.]+ (field )?")]
    private static partial Regex Wordy();

    [GeneratedRegex(@"^Failed to convert configuration value .* at '(?<key>[^']+)' to type '(System\.)?(?<type>[^']+)'", RegexOptions.Singleline)]
    private static partial Regex Unreadable();
}
