// A field that may be absent: absent leaves what is there, null clears it.
namespace Omni.Core.Results;

public readonly record struct Optional<T>
{
    private readonly T _value;

    public Optional(T value) => (_value, IsGiven) = (value, true);

    public bool IsGiven { get; }

    /// <summary>What was given; the type's default when nothing was.</summary>
    public T Value => _value;

    public static implicit operator Optional<T>(T value) => new(value);

    public T Or(T current) => IsGiven ? _value : current;
}
