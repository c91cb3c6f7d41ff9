// Opens connections for HTTP clients: resolves the host, checks the answer, and connects to that very address, so that nobody can change it in between.
using System.Net;
using System.Net.Sockets;

namespace Omni.Core.Channels.Outbound;

internal sealed class OutboundConnect(OutboundRule rule, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public async ValueTask<Stream> RunAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        var allowed = addresses.Where(a => rule.Allows(host, port, a)).ToArray();

        if (allowed.Length == 0 && addresses.Length > 0)
        {
            throw new OutboundRefusedException(host);
        }

        SocketException? failure = null;

        foreach (var address in allowed)
        {
            try
            {
                return await ConnectAsync(address, port, cancellationToken);
            }
            catch (SocketException exception)
            {
                failure = exception;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
