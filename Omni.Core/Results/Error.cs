namespace Omni.Core.Results;

/// <summary>What went wrong, in words for the person who asked.</summary>
/// <param name="Kind">What sort of refusal it is; the API makes a status of it.</param>
/// <param name="Message">One or two sentences.</param>
public sealed record Error(ErrorKind Kind, string Message)
{
    /// <summary>What is wrong with each field, by its name on the wire; null when it is not about fields.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; init; }

    public static Error NotFound(string message) => new(ErrorKind.NotFound, message);

    public static Error Conflict(string message) => new(ErrorKind.Conflict, message);

    public static Error Invalid(string message) => new(ErrorKind.Invalid, message);

    public static Error Invalid(string field, string message)
        => new(ErrorKind.Invalid, message) { Fields = new Dictionary<string, string[]> { [field] = [message] } };

    public static Error Forbidden(string message) => new(ErrorKind.Forbidden, message);

    public static Error Gateway(string message) => new(ErrorKind.Gateway, message);

    /// <summary>What is wrong with one field; null when nothing is.</summary>
    public string? Of(string field) => Fields?.GetValueOrDefault(field)?.FirstOrDefault();
}

public enum ErrorKind
{
    /// <summary>What was asked makes no sense as it stands.</summary>
    Invalid,

    /// <summary>It is not there, or not the caller's.</summary>
    NotFound,

    /// <summary>It clashes with what is there.</summary>
    Conflict,

    /// <summary>The caller may not.</summary>
    Forbidden,

    /// <summary>A service that is not ours refused, or could not be reached.</summary>
    Gateway,
}
