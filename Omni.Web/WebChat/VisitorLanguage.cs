// The language in which the page speaks: what the browser asks for, when the page can speak it, else English.
namespace Omni.Web.WebChat;

internal static class VisitorLanguage
{
    public static (string Language, string Direction) Of(HttpContext http)
    {
        var wanted = http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.Value?.Split('-')[0].ToLowerInvariant());
        return wanted.FirstOrDefault(l => l is "en" or "he" or "iw" or "ar") switch
        {
            "he" or "iw" => ("he", "rtl"),
            "ar" => ("ar", "rtl"),
            _ => ("en", "ltr"),
        };
    }
}
