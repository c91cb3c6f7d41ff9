// One app for all classes whose tests keep to tenants of their own, as businesses do on one installation: a start costs a second, and a tenant nothing.
using Omni.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedApp))]

namespace Omni.Tests.Support;

/// <summary>For tests that neither move the clock nor stop lanes, read the log, count over tenants or use up what an address may do. The others take an <see cref="OmniApp"/>.</summary>
public sealed class SharedApp : OmniApp;
