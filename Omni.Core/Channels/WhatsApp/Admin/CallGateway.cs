// One call to Evolution, and what it amounts to in words.
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Channels.Outbound;
using Omni.Core.Instances;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Texts;

namespace Omni.Core.Channels.WhatsApp.Admin;

internal static class CallGateway
{
    private const int MaxAnswerBytes = 2 * 1024 * 1024;
    private const int LongestReason = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    extension(GatewayAccount account)
    {
        public string EscapedName => Uri.EscapeDataString(account.Name);
    }

    public static async Task<Result<GatewayAnswer>> RunAsync(
        HttpClient client, GatewayAccount account, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);

        try
        {
            using var request = new HttpRequestMessage(method, new Uri($"{account.Url}/{path}"));
            request.Headers.TryAddWithoutValidation("apikey", account.Key);
            request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, deadline.Token);
            var json = LooseJson.TryParse(await response.Content.ReadAsByteArrayAsync(deadline.Token)) ?? default;
            return new GatewayAnswer(response.StatusCode, json, Refuse(response.StatusCode, json, account));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.Gateway("The gateway did not answer within ten seconds.");
        }
        catch (InvalidDataException)
        {
            return Error.Gateway("The gateway's answer cannot be read.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException or InvalidOperationException)
        {
            return Error.Gateway(OutboundRefusedException.MessageIn(exception) ?? "The gateway cannot be reached. Check its address, and that it runs.");
        }
    }

    private static Error? Refuse(HttpStatusCode status, JsonElement json, GatewayAccount account) => status switch
    {
        HttpStatusCode.Unauthorized => Error.Gateway("The gateway refused the key."),
        HttpStatusCode.NotFound => Error.Gateway($"The gateway has no instance named '{account.Name}'."),
        >= HttpStatusCode.BadRequest => Error.Gateway($"The gateway refused ({(int)status}){Reason(json, account)}."),
        _ when !json.IsObject() => Error.Gateway("What answers at the gateway's address is no Evolution."),
        _ => null,
    };

    // The reason comes as a string, or as strings within lists of strings.
    private static string Reason(JsonElement json, GatewayAccount account)
    {
        var found = json.At("response").IsObject() ? json.At("response", "message") : json.At("message");

        while (found.ValueKind is JsonValueKind.Array)
        {
            found = found.EnumerateArray().FirstOrDefault();
        }

        // Some gateways repeat the key they refuse.
        return found.Text() is { } text ? $": {text.Without(account.Key).Fit(LongestReason).TrimEnd('.')}" : "";
    }
}

/// <summary>What came back: its status, its JSON, undefined when it is none, and what to tell people when it is a refusal.</summary>
internal sealed record GatewayAnswer(HttpStatusCode Status, JsonElement Json, Error? Refusal);
