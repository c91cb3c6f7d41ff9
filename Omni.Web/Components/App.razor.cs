using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Omni.Web.Components;

public sealed partial class App
{
    // New with every build, so that browsers never mix two of them.
    private static readonly string Version = typeof(App).Module.ModuleVersionId.ToString("N")[..8];

    // Without prerendering: what happens between prerender and circuit would be lost.
    private static readonly InteractiveServerRenderMode Interactive = new(prerender: false);

    [CascadingParameter]
    public required HttpContext Http { get; set; }

    private bool IsInteractive => Http.AcceptsInteractiveRouting();

    private IComponentRenderMode? Mode => IsInteractive ? Interactive : null;
}
