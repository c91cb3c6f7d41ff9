// Tells a database that is gone from a database that refuses.
using Npgsql;

namespace Omni.Core.Data.Postgres;

public static class Unreachable
{
    extension(Exception exception)
    {
        /// <summary>True when a row that was named is not there: it was deleted after it was found.</summary>
        public bool NamesWhatIsGone => exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation };

        /// <summary>True when PostgreSQL cannot be reached, is starting or stopping, or has no room: the same may work later.</summary>
        public bool IsDatabaseUnreachable
        {
            get
            {
                for (var inner = exception; inner is not null; inner = inner.InnerException)
                {
                    switch (inner)
                    {
                        case PostgresException refusal:
                            // Classes: connection exception, insufficient resources, operator intervention.
                            return refusal.SqlState[..2] is "08" or "53" or "57" && refusal.SqlState != PostgresErrorCodes.QueryCanceled;
                        case NpgsqlException:
                            return true;
                    }
                }

                return false;
            }
        }
    }
}
