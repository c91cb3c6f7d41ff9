// Reads a body up to a limit. What is too long is read to its end and dropped, so that the sender gets to hear the answer.
using Microsoft.AspNetCore.Http.Features;

namespace Omni.Web.Webhooks;

internal static class ReadBody
{
    private const int MostDrained = 4;

    /// <summary>Null when the body is longer than <paramref name="limit"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> RunAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = (long)limit * MostDrained;
        }

        var expected = request.ContentLength is { } length && length <= limit ? (int)length : 0;
        using var body = new MemoryStream(expected);
        var buffer = new byte[Math.Clamp(expected, 4_096, 81_920)];
        long total = 0;

        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            total += read;

            if (total <= limit)
            {
                body.Write(buffer, 0, read);
            }
            else if (total > (long)limit * MostDrained)
            {
                return null;
            }
        }

        // Two statements: in one, the null would become an empty body.
        if (total > limit)
        {
            return null;
        }

        return body.ToArray();
    }
}
