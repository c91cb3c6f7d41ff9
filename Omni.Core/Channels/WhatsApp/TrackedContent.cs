using System.Net;
using System.Net.Http.Headers;

namespace Omni.Core.Channels.WhatsApp;

/// <summary>A JSON body that remembers whether it was handed to a connection: before that, a failed send certainly was not made.</summary>
internal sealed class TrackedContent : HttpContent
{
    private readonly byte[] json;

    public TrackedContent(byte[] json)
    {
        this.json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    public bool HasLeft { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        HasLeft = true;
        await stream.WriteAsync(json, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = json.Length;
        return true;
    }
}
