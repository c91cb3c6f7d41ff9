// Signs one delivery, posts it, and says in words how that went.
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Texts;

namespace Omni.Core.WebhookSubscriptions;

public sealed class PostDelivery(IHttpClientFactory clients, TimeProvider clock)
{
    public const string SignatureHeader = "X-Omni-Signature";
    public const string TimestampHeader = "X-Omni-Timestamp";
    public const string DeliveryHeader = "X-Omni-Delivery";
    public const string EventHeader = "X-Omni-Event";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int MostRead = 4 * WebhookDelivery.MaxResponseLength;

    /// <summary>Never throws for what the receiver does. Takes ten seconds at most, the answer included.</summary>
    public async Task<PostResult> RunAsync(string url, string secret, WebhookDelivery delivery, byte[] body, CancellationToken cancellationToken)
    {
        if (WebAddress.Read(url) is not { } address)
        {
            return new(null, "The receiver's address cannot be used. Give another one.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Omni-Webhooks", "1"));
        request.Headers.Add(EventHeader, delivery.Event);
        request.Headers.Add(DeliveryHeader, delivery.Id.ToString());
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Sign(secret, timestamp, body));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        var began = clock.GetTimestamp();
        var result = await SendAsync(request, secret, deadline.Token, cancellationToken);
        return result with { Duration = clock.GetElapsedTime(began) };
    }

    /// <summary><c>sha256=</c> and the HMAC-SHA256 over the timestamp, a dot and the body, in lower-case hexadecimal digits.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{timestamp}."));
        hmac.AppendData(body);
        return $"sha256={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }

    private async Task<PostResult> SendAsync(HttpRequestMessage request, string secret, CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await clients.CreateClient(NamedClients.Webhooks).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline);
            var answer = await ReadAsync(response, deadline);

            // Some receivers repeat the secret they refuse.
            return Judge(response) with { Response = answer?.Without(secret).Fit(WebhookDelivery.MaxResponseLength) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"The receiver did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (HttpRequestException exception) when (OutboundRefusedException.MessageIn(exception) is { } refusal)
        {
            return new(null, refusal.Fit(500));
        }
        catch (HttpRequestException exception)
        {
            return new(null, exception.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "The receiver could not be reached: its name is unknown.",
                HttpRequestError.SecureConnectionError => "The receiver could not be reached: its certificate was not accepted.",
                HttpRequestError.ConnectionError => "The receiver could not be reached.",
                _ => "The receiver's answer made no sense.",
            });
        }
        catch (IOException)
        {
            return new(null, "The connection to the receiver broke before it answered.");
        }
    }

    private PostResult Judge(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        var error = response switch
        {
            { IsSuccessStatusCode: true } => null,
            { StatusCode: HttpStatusCode.Gone } => "The receiver answered that it is gone for good (410).",
            { StatusCode: >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest } => $"The receiver answered with a redirect ({code}), which is not followed. Give the address it leads to.",
            _ => $"The receiver answered with status {code}.",
        };
        var later = response.Headers.RetryAfter;
        return new(code, error) { RetryAfter = error is null ? null : later?.Delta ?? (later?.Date - clock.GetUtcNow()) };
    }

    // Null when the answer broke off: its status alone counts. What is longer than the log keeps is left unread.
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MostRead];
            var length = await stream.ReadAtLeastAsync(buffer, MostRead, throwOnEndOfStream: false, cancellationToken);
            return length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception exception) when (exception.IsBrokenAnswer || exception is OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>How one attempt ended.</summary>
/// <param name="StatusCode">The HTTP status; null when there was no answer.</param>
/// <param name="Error">Why it failed, in words; null when it was delivered.</param>
public sealed record PostResult(int? StatusCode, string? Error)
{
    /// <summary>The beginning of the answer's body.</summary>
    public string? Response { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>When the receiver wants the next attempt.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsDelivered => Error is null;

    /// <summary>The receiver wants no more.</summary>
    public bool IsGone => StatusCode == (int)HttpStatusCode.Gone;
}
