namespace Omni.Core.Data.Postgres.Embedded;

/// <summary>The private PostgreSQL cannot run. The message is one sentence for the operator: what is wrong and what to do.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException(string message) : base(message)
    {
    }

    public EmbeddedPostgresException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
