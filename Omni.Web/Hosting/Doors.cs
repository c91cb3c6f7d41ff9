// Who calls, for which tenant, whether they may, and how often: in this order, before any endpoint.
using Omni.Web.Api;
using Omni.Web.Tenancy;

namespace Omni.Web.Hosting;

internal static class Doors
{
    extension(WebApplication app)
    {
        public void UseDoors()
        {
            app.UseAuthentication();
            app.UseApiKeys();
            app.UseMiddleware<TenantRequestDoor>();
            app.UseAuthorization();
            app.UseLimits();
            app.UseAntiforgery();
        }
    }
}
