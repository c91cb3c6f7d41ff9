using System.Diagnostics.CodeAnalysis;

namespace Omni.Core.Agents.Wire;

/// <summary>An agent's answer goes on beyond what is read. HttpClient may wrap it.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "One place alone throws it.")]
internal sealed class AnswerTooLongException() : IOException("The answer is too long to be read.")
{
    public static bool IsIn(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AnswerTooLongException)
            {
                return true;
            }
        }

        return false;
    }
}
