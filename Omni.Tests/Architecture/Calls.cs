// Who calls whom, read from the compiled code: what no text search can be talked out of.
using System.Reflection;
using System.Reflection.Emit;

namespace Omni.Tests.Architecture;

/// <param name="From">The outermost type that holds the call, whatever lambdas and state machines the compiler made of it.</param>
/// <param name="To">What is called or made.</param>
internal sealed record Call(Type From, MethodBase To)
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All calls of what people wrote in Core and Web.</summary>
    public static IReadOnlyList<Call> All { get; } = [.. Of(typeof(Core.Data.OmniDbContext).Assembly), .. Of(typeof(Program).Assembly)];

    private static IEnumerable<Call> Of(Assembly assembly)
        => assembly.GetTypes().SelectMany(type => type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything)).SelectMany(Read));

    private static IEnumerable<Call> Read(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        for (var at = 0; at < code.Length;)
        {
            var opCode = OpCodesByValue[code[at] is 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += opCode.Size;

            if (opCode.OperandType is OperandType.InlineMethod)
            {
                var called = method.Module.ResolveMethod(BitConverter.ToInt32(code, at), TypeArguments(method.DeclaringType), method.IsGenericMethod ? method.GetGenericArguments() : null);
                yield return new(Outermost(method.DeclaringType!), called!);
            }

            at += SizeOf(opCode.OperandType, code, at);
        }
    }

    private static Type[]? TypeArguments(Type? type) => type is { IsGenericType: true } ? type.GetGenericArguments() : null;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static int SizeOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
