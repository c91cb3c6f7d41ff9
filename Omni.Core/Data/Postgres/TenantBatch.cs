// Statements of one tenant that go to the server together: one round trip, one transaction.
using Npgsql;
using Omni.Core.Tenancy;

namespace Omni.Core.Data.Postgres;

internal static class TenantBatch
{
    // Role, tenant and the way of planning hold for this one transaction, and the server itself forgets them with it. Planning such a statement anew
    // each time costs more than running it, and its plan is the same for all: every step is a look-up by a unique index.
    private const string Enter =
        $"SELECT set_config('role', '{DatabaseRoles.App}', true), set_config('{DatabaseRoles.TenantSetting}', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true)";

    extension(NpgsqlDataSource source)
    {
        /// <summary>A batch whose first result is to be passed over: it has entered the tenant.</summary>
        public NpgsqlBatch CreateBatchOf(TenantId tenant)
        {
            var batch = source.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Enter) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenant.ToString() } } });
            return batch;
        }
    }
}
