// What stands at the address of a chat that is not there, or cannot be shown right now.
namespace Omni.Web.WebChat;

internal static class MissingChat
{
    public static IResult Page() => new Notice(
        StatusCodes.Status404NotFound, "There is no chat here", "The address may be mistyped, or the chat was switched off.");

    public static IResult Later() => new Notice(
        StatusCodes.Status503ServiceUnavailable, "The chat is not available", "This should be over in a moment. Open the page again then.");

    private sealed record Notice(int Status, string Title, string Detail) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            ShowChat.Guard(httpContext, "*");
            var css = httpContext.RequestServices.GetRequiredService<ChatAssets>().AddressOf("chat.css");
            return TypedResults.Content(
                $"""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width, initial-scale=1">
                  <meta name="robots" content="noindex">
                  <title>{Title}</title>
                  <link rel="stylesheet" href="{css}">
                </head>
                <body class="notice">
                  <main><h1>{Title}</h1><p>{Detail}</p></main>
                </body>
                </html>
                """,
                "text/html; charset=utf-8",
                statusCode: Status).ExecuteAsync(httpContext);
        }
    }
}
