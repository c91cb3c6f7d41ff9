// Every address of Omni with who may come in, as a list that review sees change.
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Omni.Tests.Support;

namespace Omni.Tests.Architecture;

public sealed class RouteRules(SharedApp app)
{
    [Fact]
    public void Every_route_with_its_authorization_is_known()
        => Snapshot.Matches("routes.txt", Routes().SelectMany(r => Methods(r).Select(m => $"{m} {r.RoutePattern.RawText} {WhoMayEnter(r)}")).Distinct().Order(StringComparer.Ordinal));

    private IEnumerable<RouteEndpoint> Routes()
        => app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static IReadOnlyList<string> Methods(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"];

    private static string WhoMayEnter(RouteEndpoint route)
    {
        if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return "anonymous";
        }

        var asked = route.Metadata.GetOrderedMetadata<IAuthorizeData>();
        return asked.Count == 0 ? "UNGUARDED" : string.Join('+', asked.Select(a => a.Policy ?? "Default").Distinct());
    }
}
