namespace Omni.Web.Api;

internal static class ApiPaths
{
    /// <summary>The REST API, which only keys enter.</summary>
    public const string Root = "/api/v1";

    /// <summary>Whoever calls below /api is a program, and gets problems instead of pages.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    public static bool IsKeyed(PathString path) => path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);
}
