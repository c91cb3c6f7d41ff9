// A key limited to instances finds the others as absent as if they never were.
namespace Omni.Web.Api;

/// <summary>For routes with <c>{name}</c> of an instance.</summary>
internal sealed class ReachableInstance : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        => context.HttpContext.User.MayTouchInstance(context.HttpContext.GetRouteValue("name") as string ?? "") ? await next(context) : Problems.NotFound("instance");
}
