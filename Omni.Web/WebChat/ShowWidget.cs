// The script that puts the bubble on somebody's page. It is the same for all chats: its own address tells it which one.
namespace Omni.Web.WebChat;

internal static class ShowWidget
{
    public static IResult Run(HttpContext http, ChatAssets assets)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var file = assets.Find("widget.js");
        return TypedResults.Stream(file.CreateReadStream(), "text/javascript; charset=utf-8", lastModified: file.LastModified);
    }
}
