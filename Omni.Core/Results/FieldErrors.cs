// Collects what is wrong with the fields of a form or a body, so that all of it is told at once.
namespace Omni.Core.Results;

public sealed class FieldErrors
{
    // Who sends sixty thousand wrong names is told of the first few.
    private const int MostPerField = 10;

    private readonly Dictionary<string, List<string>> _errors = [];

    public bool IsEmpty => _errors.Count == 0;

    /// <param name="field">The field's name on the wire.</param>
    /// <param name="message">A sentence that says what to do.</param>
    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        if (messages.Count < MostPerField)
        {
            messages.Add(message);
        }
    }

    public void Require(bool isRight, string field, string message)
    {
        if (!isRight)
        {
            Add(field, message);
        }
    }

    /// <summary>Takes over what something else found wrong with fields; null is nothing.</summary>
    public void AddAll(Error? error)
    {
        foreach (var (field, messages) in error?.Fields ?? new Dictionary<string, string[]>())
        {
            Add(field, string.Join(' ', messages));
        }
    }

    /// <summary>Null when nothing is wrong.</summary>
    public Error? ToError() => IsEmpty ? null : new(ErrorKind.Invalid, string.Join(" ", _errors.Values.SelectMany(m => m).Distinct()))
    {
        Fields = _errors.ToDictionary(e => e.Key, e => e.Value.ToArray()),
    };
}
