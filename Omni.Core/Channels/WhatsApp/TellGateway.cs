// One request to an Evolution gateway, and what became of it.
using System.Net.Http.Headers;
using System.Text;
using Omni.Core.Channels.Outbound;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.Channels.WhatsApp;

/// <param name="Method">POST, or DELETE with a body.</param>
/// <param name="Path">Below the gateway's address, without the instance's name: <c>message/sendText</c>.</param>
/// <param name="Json">The body.</param>
/// <param name="ForTrace">The body as it may be kept: without the bytes of files.</param>
internal sealed record GatewayCall(HttpMethod Method, string Path, string Json, string ForTrace);

internal sealed class TellGateway(HttpClient client, ChannelConnection connection)
{
    private const int MaxAnswerBytes = 1024 * 1024;

    public async Task<SendResult> CallAsync(GatewayCall call, CancellationToken cancellationToken)
    {
        if (Address(call.Path) is not { } address)
        {
            return new SendResult.Refused("This instance has no usable gateway address. Set it on the instance's page.");
        }

        if (connection.GatewayKey is { } key && !key.All(letter => letter is > ' ' and <= '~'))
        {
            return new SendResult.Refused("The gateway key of this instance contains characters that cannot be sent. Enter it again.");
        }

        var result = await CallAsync(call.Method, address, call.Json, cancellationToken);
        return result with { RequestPayload = call.ForTrace };
    }

    /// <summary>For what nobody waits for: whether the gateway took it.</summary>
    public async Task<bool> TellAsync(GatewayCall call, CancellationToken cancellationToken)
    {
        if (Address(call.Path) is not { } address)
        {
            return false;
        }

        try
        {
            using var content = new TrackedContent(Encoding.UTF8.GetBytes(call.Json));
            using var request = ToRequest(call.Method, address, content);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception.IsBrokenAnswer || exception is OperationCanceledException or FormatException)
        {
            return false;
        }
    }

    private async Task<SendResult> CallAsync(HttpMethod method, Uri address, string json, CancellationToken cancellationToken)
    {
        using var content = new TrackedContent(Encoding.UTF8.GetBytes(json));
        using var request = ToRequest(method, address, content);

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
        catch (Exception exception) when (exception.IsBrokenAnswer)
        {
            return new SendResult.Lost("The connection to the gateway broke before it answered.");
        }
    }

    private HttpRequestMessage ToRequest(HttpMethod method, Uri address, TrackedContent content)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("apikey", connection.GatewayKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    // Answers are kept for the trace, and some gateways repeat the key they refuse.
    private string? Redact(string? answer) => answer?.Without(connection.GatewayKey, connection.WebhookToken);

    private static bool NeverConnected(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static string Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "The gateway could not be reached: its name is unknown.",
        HttpRequestError.SecureConnectionError => "The gateway could not be reached: its certificate was not accepted.",
        _ => "The gateway could not be reached.",
    };

    // Null when the answer broke off or cannot be unpacked; more than the limit is left unread, and then is no JSON either.
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
        catch (Exception exception) when (exception.IsBrokenAnswer)
        {
            return null;
        }

        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
    }

    private Uri? Address(string path) =>
        WebAddress.Read(connection.GatewayUrl?.Trim().TrimEnd('/')) is { } gateway
            ? new Uri($"{gateway.AbsoluteUri.TrimEnd('/')}/{path}/{Uri.EscapeDataString(connection.GatewayInstance ?? connection.InstanceName)}")
            : null;
}
