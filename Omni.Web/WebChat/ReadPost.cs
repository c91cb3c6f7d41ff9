// Reads what a visitor's page posted, and says in words what is wrong with it.
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Messages.Visitors;
using Omni.Web.Api;
using Omni.Web.Webhooks;

namespace Omni.Web.WebChat;

internal static class ReadPost
{
    private const int MostBytes = 65_536;
    private const int LongestText = 4_000;
    private const int LongestName = 200;

    public static async Task<(CleanPost? Post, ProblemHttpResult? Refusal)> RunAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return (null, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "Send the message as JSON, with Content-Type: application/json."));
        }

        if (await ReadBody.RunAsync(request, MostBytes, cancellationToken) is not { } body)
        {
            return (null, Problems.Of(StatusCodes.Status413PayloadTooLarge, $"A post may have {MostBytes} bytes."));
        }

        try
        {
            return JsonSerializer.Deserialize(body.Span, ChatJson.Default.ChatPost) is { } post
                ? Check(post)
                : (null, Problems.Of(StatusCodes.Status400BadRequest, "The body is no JSON object."));
        }
        catch (JsonException)
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, "The body is no JSON object."));
        }
    }

    private static (CleanPost? Post, ProblemHttpResult? Refusal) Check(ChatPost post)
    {
        if (!IsText(post.Text, out var text) || string.IsNullOrWhiteSpace(text))
        {
            return (null, Problems.InvalidField("text", "Write something: text is 1 to 4000 characters."));
        }

        if (text.Length > LongestText)
        {
            return (null, Problems.InvalidField("text", $"A message may have {LongestText} characters; this one has {text.Length}."));
        }

        if (!IsText(post.ClientId, out var clientId) || clientId?.Length > VisitorMessageId.LongestClientId)
        {
            return (null, Problems.InvalidField("client_id", $"client_id is a text of at most {VisitorMessageId.LongestClientId} characters, or absent."));
        }

        if (!IsText(post.Name, out var name) || name?.Length > LongestName)
        {
            return (null, Problems.InvalidField("name", $"name is a text of at most {LongestName} characters, or absent."));
        }

        return (new(string.IsNullOrEmpty(clientId) ? Guid.CreateVersion7().ToString("N") : clientId, text, string.IsNullOrWhiteSpace(name) ? null : name.Trim()), null);
    }

    // Absent counts as a text that is not there. PostgreSQL keeps no null character; half an emoji is no text.
    private static bool IsText(JsonElement element, out string? text)
    {
        text = null;

        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return true;
        }

        if (element.ValueKind is not JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = element.GetString()!.Replace("\0", "", StringComparison.Ordinal);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
