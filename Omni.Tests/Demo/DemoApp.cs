using Omni.Tests.Support;

namespace Omni.Tests.Demo;

/// <summary>Omni with its demo on.</summary>
public sealed class DemoApp : OmniApp
{
    public DemoApp() => Settings["Omni:Demo"] = "true";
}
