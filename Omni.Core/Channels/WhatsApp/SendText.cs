// POST /message/sendText/{instance}: one text out, and what became of it.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Channels.Outbound;

namespace Omni.Core.Channels.WhatsApp;

internal sealed class SendText(HttpClient client, ChannelConnection connection)
{
    private const int MaxAnswerBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (Address() is not { } address)
        {
            return new SendResult.Refused("This instance has no usable gateway address. Set it on the instance's page.");
        }

        if (connection.GatewayKey is { } key && !key.All(letter => letter is > ' ' and <= '~'))
        {
            return new SendResult.Refused("The gateway key of this instance contains characters that cannot be sent. Enter it again.");
        }

        if (Jid.Parse(message.Address) is not { } recipient)
        {
            return new SendResult.Refused("The recipient is not a WhatsApp number, group or LID.");
        }

        var json = Write(recipient, message);
        var result = await PostAsync(address, json, cancellationToken);
        return result with { RequestPayload = json };
    }

    private static string Write(Jid recipient, OutboundMessage message)
    {
        var body = new JsonObject { ["number"] = recipient.ToNumber(), ["text"] = message.Text };
        if (message.QuotedProviderId is { } id)
        {
            var quoted = new JsonObject { ["key"] = new JsonObject { ["id"] = id } };

            // Without a message, Evolution looks the id up in its own database.
            if (message.QuotedText is { } text)
            {
                quoted["message"] = new JsonObject { ["conversation"] = text };
            }

            body["quoted"] = quoted;
        }

        return body.ToJsonString(Readable);
    }

    private async Task<SendResult> PostAsync(Uri address, string json, CancellationToken cancellationToken)
    {
        using var content = new TrackedContent(Encoding.UTF8.GetBytes(json));
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.TryAddWithoutValidation("apikey", connection.GatewayKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        // The client's own timeout ends with the headers; this one covers the body too.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(client.Timeout);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return JudgeAnswer.Judge(response, Redact(await ReadAsync(response, deadline.Token)), connection);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return content.HasLeft
                ? new SendResult.Lost("The gateway did not answer in time.")
                : new SendResult.Unavailable("The gateway could not be reached in time.");
        }
        catch (HttpRequestException exception) when (OutboundRefusedException.MessageIn(exception) is { } refusal)
        {
            return new SendResult.Refused(refusal);
        }
        catch (HttpRequestException exception) when (!content.HasLeft || NeverConnected(exception.HttpRequestError))
        {
            return new SendResult.Unavailable(Explain(exception.HttpRequestError));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new SendResult.Lost("The connection to the gateway broke before it answered.");
        }
    }

    // Answers are kept for the trace, and some gateways repeat the key they refuse.
    private string? Redact(string? answer) =>
        string.IsNullOrEmpty(connection.GatewayKey) ? answer : answer?.Replace(connection.GatewayKey, "***", StringComparison.Ordinal);

    private static bool NeverConnected(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static string Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "The gateway could not be reached: its name is unknown.",
        HttpRequestError.SecureConnectionError => "The gateway could not be reached: its certificate was not accepted.",
        _ => "The gateway could not be reached.",
    };

    // Null when the answer broke off; more than the limit is left unread, and then is no JSON either.
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var answer = new MemoryStream();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (answer.Length < MaxAnswerBytes && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                answer.Write(buffer, 0, (int)Math.Min(count, MaxAnswerBytes - answer.Length));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
    }

    private Uri? Address() =>
        Uri.TryCreate(connection.GatewayUrl?.Trim().TrimEnd('/'), UriKind.Absolute, out var gateway) && gateway.Scheme is "http" or "https"
            ? new Uri($"{gateway.AbsoluteUri.TrimEnd('/')}/message/sendText/{Uri.EscapeDataString(connection.GatewayInstance ?? connection.InstanceName)}")
            : null;
}
