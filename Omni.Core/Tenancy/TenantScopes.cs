// Opens a scope of its own for work in a tenant that is not (or not yet) the caller's.
using Microsoft.Extensions.DependencyInjection;

namespace Omni.Core.Tenancy;

internal static class TenantScopes
{
    extension(IServiceScopeFactory scopes)
    {
        public AsyncServiceScope Enter(TenantId tenant, string slug)
        {
            var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantContext>().Enter(tenant, slug);
            return scope;
        }
    }
}
