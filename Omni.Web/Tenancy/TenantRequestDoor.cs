// The first door through which a tenant enters a scope: the request, by its cookie or key. (Webhooks enter theirs by the instance in the URL.)
using Omni.Core.Tenancy;

namespace Omni.Web.Tenancy;

internal sealed class TenantRequestDoor(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http, TenantContext tenant)
    {
        if (http.User.TenantId is { } id && http.User.TenantSlug is { } slug)
        {
            tenant.Enter(id, slug);
        }

        return next(http);
    }
}
