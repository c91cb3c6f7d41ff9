// The REST API's table of contents.
using Omni.Web.Hosting;

namespace Omni.Web.Api;

internal static class ApiRoutes
{
    extension(WebApplication app)
    {
        public void MapApi()
        {
            var api = app.MapGroup(ApiPaths.Root).RequireAuthorization(ApiPolicies.Api).RequireRateLimiting(RateLimits.Api)
                .ProducesProblem(StatusCodes.Status401Unauthorized)
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
            api.MapTenants();
            api.MapKeys();
            api.MapConversations();
            api.MapMessages();
            api.MapSends();
            api.MapAttachments();
            api.MapScheduled();
            api.MapContactMerges();
            api.MapTools();
            api.MapTraces();
            api.MapInstances();
            api.MapConnections();
            api.MapAgents();
            api.MapContacts();
            api.MapLeads();
            api.MapBackfill();
            api.MapJobs();
            api.MapWebhookSubscriptions();
            api.MapAccess();
            app.MapApiDocument();
        }
    }
}
