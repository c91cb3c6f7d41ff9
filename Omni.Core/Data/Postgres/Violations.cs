// Reads PostgreSQL's refusals.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Conversations.Merging;

namespace Omni.Core.Data.Postgres;

internal static class Violations
{
    extension(Exception exception)
    {
        /// <summary>True when a unique index said no: somebody else was first.</summary>
        public bool IsUniqueViolation => exception is DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } }
            or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

        /// <summary>True when the same transaction may well succeed if it is run again.</summary>
        public bool IsWorthAnotherTry => exception.IsUniqueViolation || exception is ThreadMovedException || exception.IsMixedUp || exception.GetBaseException() is PostgresException
        {
            SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.ForeignKeyViolation,
        };

        // A statement that was refused or cancelled in the moment when the driver prepared it is taken for one without rows when it comes again on that connection
        // (npgsql issue 6391). The driver then closes the connection and throws what is of no type of its own; the next one has no such memory.
        private bool IsMixedUp => exception.GetBaseException() is { Source: nameof(Npgsql) } inner && inner.GetType() == typeof(Exception);
    }
}
