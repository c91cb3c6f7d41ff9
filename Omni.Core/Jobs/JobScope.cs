// The third door through which a tenant enters a scope: the job. The tenant comes with the work, never from a payload.
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;

namespace Omni.Core.Jobs;

public sealed class JobScope(IServiceScopeFactory scopes)
{
    /// <summary>Opens a scope that has entered the tenant of the work.</summary>
    public AsyncServiceScope Enter(TenantId tenant, string slug)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Enter(tenant, slug);
        return scope;
    }

    public AsyncServiceScope Enter(DueConversation due) => Enter(due.Tenant, due.TenantSlug);
}
