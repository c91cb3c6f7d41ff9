// A request's body that asks for a place before it goes on past what is small, and holds it until the request is over.
using System.Threading.RateLimiting;

namespace Omni.Web.Hosting;

internal sealed class CountedBody(Stream body, Func<CancellationToken, Task<RateLimitLease>> takePlace) : Stream
{
    private RateLimitLease? _place;
    private long _read;

    public bool IsRefused => _place is { IsAcquired: false };

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_read > LargeBodies.SmallBytes)
        {
            _place ??= await takePlace(cancellationToken);

            if (IsRefused)
            {
                throw new BadHttpRequestException("Too many large bodies at once.", StatusCodes.Status503ServiceUnavailable);
            }
        }

        var read = await body.ReadAsync(buffer, cancellationToken);
        _read += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request is read without blocking.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _place?.Dispose();
        base.Dispose(disposing);
    }
}
