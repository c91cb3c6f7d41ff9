// Who calls, for which tenant, how often, and whether they may: in this order, before any endpoint.
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

            // Before the refusals: whoever guesses keys is counted too.
            app.UseLimits();
            app.UseAuthorization();
            app.UseAntiforgery();
        }
    }
}
